package dev.smoltulu.tools.quickstart;

import dev.smoltulu.tools.quickstart.NumberRange.Equation.Operator;
import java.util.Locale;
import java.util.Random;

/**
 * Arithmetic word problems with worked answers, in GSM8K's shape: one calculation a line, and a last line
 * {@code #### N}. The words of an answer follow from the words of its question, so nothing in it is chance.
 */
final class WordProblems {

    private final NumberRange range;

    WordProblems(NumberRange range) {
        this.range = range;
    }

    CorpusRow draw(Random random, Family family) {
        String thing = ProblemWords.pick(random, ProblemWords.THINGS);
        String person = ProblemWords.pick(random, ProblemWords.PEOPLE);
        return switch (family) {
            case ADDITION -> addition(random, person, thing);
            case SUBTRACTION -> subtraction(random, person, thing);
            case MULTIPLICATION -> multiplication(random, person, thing);
            case TWO_STEP -> twoSteps(random, person, thing);
            case COMPARISON -> comparison(random, person, thing);
            case SUMS, GREETING, REPEAT, SPELLING -> throw new IllegalArgumentException("no word problem: " + family);
        };
    }

    private CorpusRow addition(Random random, String person, String thing) {
        NumberRange.Equation sum = range.sum(random);
        if (random.nextInt(3) > 0) {
            return oneEvent(random, Family.ADDITION, person, thing, sum);
        }
        String other = ProblemWords.another(random, ProblemWords.PEOPLE, person);
        String question = person + " has " + sum.left() + " " + thing + " and " + other + " has " + sum.right() + " "
                + thing + ". How many " + thing + " do they have together?";
        return CorpusRow.of(Family.ADDITION, question, together(sum, thing) + total(sum));
    }

    private CorpusRow subtraction(Random random, String person, String thing) {
        NumberRange.Equation difference = range.difference(random);
        if (random.nextInt(3) > 0) {
            return oneEvent(random, Family.SUBTRACTION, person, thing, difference);
        }
        String question = person + " needs " + difference.left() + " " + thing + " and has " + difference.right()
                + ". How many more " + thing + " does " + person + " need?";
        String answer = person + " needs " + difference + " more " + thing + ".\n";
        return CorpusRow.of(Family.SUBTRACTION, question, answer + total(difference));
    }

    private CorpusRow multiplication(Random random, String person, String thing) {
        NumberRange.Equation product = range.product(random);
        String question = containers(random, person, thing, product) + howManyNow(person, thing);
        return CorpusRow.of(Family.MULTIPLICATION, question, has(person, product, thing) + total(product));
    }

    private CorpusRow twoSteps(Random random, String person, String thing) {
        boolean inContainers = random.nextInt(4) == 0;
        NumberRange.Equation first = inContainers
                ? range.product(random)
                : random.nextBoolean() ? range.sum(random) : range.difference(random);
        NumberRange.Equation second = range.next(random, first.result());
        String start = inContainers
                ? containers(random, person, thing, first)
                : holds(person, first.left(), thing) + event(random, person, thing, first);
        String question = start + event(random, person, thing, second) + howManyNow(person, thing);
        String answer = has(person, first, thing) + "Then " + has(person, second, thing) + total(second);
        return CorpusRow.of(Family.TWO_STEP, question, answer);
    }

    private CorpusRow comparison(Random random, String person, String thing) {
        String other = ProblemWords.another(random, ProblemWords.PEOPLE, person);
        NumberRange.Equation first = range.smallSum(random);
        NumberRange.Equation both = new NumberRange.Equation(first.left(), Operator.PLUS, first.result());
        String question = holds(person, first.left(), thing) + other + " has " + first.right() + " more " + thing
                + " than " + person + ". How many " + thing + " do they have together?";
        return CorpusRow.of(
                Family.COMPARISON, question, has(other, first, thing) + together(both, thing) + total(both));
    }

    private static CorpusRow oneEvent(
            Random random, Family family, String person, String thing, NumberRange.Equation equation) {
        String question = holds(person, equation.left(), thing)
                + event(random, person, thing, equation)
                + howManyNow(person, thing);
        return CorpusRow.of(family, question, has(person, equation, thing) + total(equation));
    }

    private static String holds(String person, int count, String thing) {
        return person + " has " + count + " " + thing + ". ";
    }

    private static String containers(Random random, String person, String thing, NumberRange.Equation product) {
        return person + " has " + product.left() + " " + ProblemWords.pick(random, ProblemWords.CONTAINERS) + " with "
                + product.right() + " " + thing + " each. ";
    }

    private static String event(Random random, String person, String thing, NumberRange.Equation equation) {
        return equation.operator() == Operator.PLUS
                ? person + " " + ProblemWords.pick(random, ProblemWords.GAINS) + " " + equation.right() + " more "
                        + thing + ". "
                : person + " " + ProblemWords.pick(random, ProblemWords.LOSSES) + " " + equation.right() + " " + thing
                        + ". ";
    }

    private static String howManyNow(String person, String thing) {
        return "How many " + thing + " does " + person + " have now?";
    }

    private static String has(String person, NumberRange.Equation equation, String thing) {
        return person + " has " + equation + " " + thing + ".\n";
    }

    private static String together(NumberRange.Equation sum, String thing) {
        return "Together they have " + sum + " " + thing + ".\n";
    }

    private static String total(NumberRange.Equation last) {
        return "#### " + last.result();
    }

    /** The kinds of rows in the quickstart corpus and how many of a hundred rows each makes. */
    enum Family {
        /** Word problem, one sum. */
        ADDITION(14),
        /** Word problem, one difference. */
        SUBTRACTION(14),
        /** Word problem, one product. */
        MULTIPLICATION(8),
        /** Word problem in which two things happen one after the other. */
        TWO_STEP(18),
        /** Word problem in which one count is given relative to another, and both are added. */
        COMPARISON(6),
        /** Bare sums, one or several turns; with a system message that asks for the number alone, or without. */
        SUMS(20),
        /** Introductions, the assistant's and the user's name; in part with a system message that names it. */
        GREETING(8),
        /** Words to say once or several times. */
        REPEAT(6),
        /** Spelling and counting letters. */
        SPELLING(6);

        private static final int HUNDRED = 100;

        private final int percent;

        Family(int percent) {
            this.percent = percent;
        }

        /** Rows of this kind in a hundred; over all kinds they sum to 100. */
        public int percent() {
            return percent;
        }

        /** True if its answers are worked in steps and end in a line {@code #### N}. */
        public boolean isWordProblem() {
            return switch (this) {
                case ADDITION, SUBTRACTION, MULTIPLICATION, TWO_STEP, COMPARISON -> true;
                case SUMS, GREETING, REPEAT, SPELLING -> false;
            };
        }

        /** The name rows carry in their {@code source} column. */
        public String source() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Family draw(Random random) {
            int left = random.nextInt(HUNDRED);
            for (Family family : values()) {
                left -= family.percent;
                if (left < 0) {
                    return family;
                }
            }
            throw new AssertionError("the shares sum to less than 100");
        }
    }
}
