package dev.smoltulu.tools.quickstart;

import java.util.Locale;
import java.util.Random;

/** The kinds of rows in the quickstart corpus and how many of a hundred rows each makes. */
public enum Family {
    /** Word problem, one sum. */
    ADDITION(14),
    /** Word problem, one difference. */
    SUBTRACTION(14),
    /** Word problem, one product. */
    MULTIPLICATION(8),
    /** Word problem in which two things happen one after the other. */
    TWO_STEP(18),
    /** Word problem in which one count is told by another, and both are added. */
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
