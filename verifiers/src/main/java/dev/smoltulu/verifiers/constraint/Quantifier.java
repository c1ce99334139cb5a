package dev.smoltulu.verifiers.constraint;

import java.util.Arrays;
import java.util.Optional;

/** How a count is compared with the number that is asked for. */
enum Quantifier {
    AT_LEAST("at least"),
    AROUND("around"),
    AT_MOST("at most");

    private final String words;

    Quantifier(String words) {
        this.words = words;
    }

    static Optional<Quantifier> parse(String words) {
        return Arrays.stream(values())
                .filter(quantifier -> quantifier.words.equals(words))
                .findFirst();
    }

    /** @param tolerance how far off {@code around} may be */
    boolean holds(int count, int wanted, int tolerance) {
        return switch (this) {
            case AT_LEAST -> count >= wanted;
            case AROUND -> Math.abs(count - wanted) <= tolerance;
            case AT_MOST -> count <= wanted;
        };
    }

    /** A tenth of the number, as Python rounds it (half to even), and at least 1. */
    static int tenth(int wanted) {
        return Math.max((int) Math.rint(wanted * 0.1), 1);
    }
}
