package dev.smoltulu.tools.quickstart;

import dev.smoltulu.tools.quickstart.NumberRange.Equation.Operator;
import java.util.Random;

/**
 * Which calculations occur. Every number, given or computed, is at least 2, so that things counted are always
 * many. A model learns the calculations by heart, so their number, not their size, decides how long training
 * takes: {@link #DEFAULT} has some 230.
 *
 * @param largestOperand the largest number added or taken away, and the largest first number of a sum
 * @param largestTotal   the largest number at all; at least 6, the smallest comparison: 2 + (2 + 2)
 * @param largestFactor  the largest factor of a product
 */
public record NumberRange(int largestOperand, int largestTotal, int largestFactor) {

    /** Sums of one-digit numbers, differences and multiplications, all within 20. */
    public static final NumberRange DEFAULT = new NumberRange(9, 20, 5);

    static final int SMALLEST = 2;

    public NumberRange {
        if (largestOperand < SMALLEST || largestFactor < SMALLEST || largestTotal < 3 * SMALLEST) {
            throw new IllegalArgumentException("there are no calculations of every kind in operands to "
                    + largestOperand + ", totals to " + largestTotal + ", factors to " + largestFactor);
        }
    }

    Equation sum(Random random) {
        return then(
                random, between(random, SMALLEST, Math.min(largestOperand, largestTotal - SMALLEST)), Operator.PLUS);
    }

    Equation difference(Random random) {
        return then(random, between(random, 2 * SMALLEST, largestTotal), Operator.MINUS);
    }

    Equation product(Random random) {
        int left = between(random, SMALLEST, Math.min(largestFactor, largestTotal / SMALLEST));
        int right = between(random, SMALLEST, Math.min(largestFactor, largestTotal / left));
        return new Equation(left, Operator.TIMES, right);
    }

    /** Any calculation; each kind as often as it has calculations, about, so that all are met often enough. */
    Equation any(Random random) {
        return switch (random.nextInt(8)) {
            case 0, 1 -> sum(random);
            case 2, 3 -> largeSum(random);
            case 4, 5, 6 -> difference(random);
            default -> product(random);
        };
    }

    /** A sum that starts above the largest operand, as second steps do; a plain sum where there is none. */
    private Equation largeSum(Random random) {
        int most = largestTotal - SMALLEST;
        return most <= largestOperand
                ? sum(random)
                : then(random, between(random, largestOperand + 1, most), Operator.PLUS);
    }

    /** A sum small enough for its left side to be added to its result; within one operand where that exists. */
    Equation smallSum(Random random) {
        int most = Math.min(largestOperand, largestTotal / 2);
        int left = between(random, SMALLEST, Math.max(SMALLEST, most - SMALLEST));
        return new Equation(left, Operator.PLUS, between(random, SMALLEST, Math.max(SMALLEST, most - left)));
    }

    /** Adds to {@code start}, or takes away from it, whichever the range allows. */
    Equation next(Random random, int start) {
        boolean canAdd = start + SMALLEST <= largestTotal;
        boolean canTake = start - SMALLEST >= SMALLEST;
        boolean adds = canAdd && (!canTake || random.nextBoolean());
        return then(random, start, adds ? Operator.PLUS : Operator.MINUS);
    }

    private Equation then(Random random, int start, Operator operator) {
        int room = operator == Operator.PLUS ? largestTotal - start : start - SMALLEST;
        return new Equation(start, operator, between(random, SMALLEST, Math.min(largestOperand, room)));
    }

    private static int between(Random random, int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    /** A calculation as answers write it, such as {@code 5 + 3 = 8}. */
    record Equation(int left, Operator operator, int right) {

        enum Operator {
            PLUS('+'),
            MINUS('-'),
            TIMES('*');

            private final char sign;

            Operator(char sign) {
                this.sign = sign;
            }
        }

        int result() {
            return switch (operator) {
                case PLUS -> left + right;
                case MINUS -> left - right;
                case TIMES -> left * right;
            };
        }

        /** The left side alone: {@code 5 + 3}. */
        String expression() {
            return left + " " + operator.sign + " " + right;
        }

        @Override
        public String toString() {
            return expression() + " = " + result();
        }
    }
}
