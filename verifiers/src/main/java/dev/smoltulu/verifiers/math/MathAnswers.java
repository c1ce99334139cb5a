package dev.smoltulu.verifiers.math;

import dev.smoltulu.verifiers.Rules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares the final answer of a response with the right one: by spelling, then by value. Cheap and bounded work comes
 * first ({@link #compare}); only answers whose values agree need a proof ({@link #prove}).
 */
public final class MathAnswers implements AutoCloseable {

    /** What comparing came to: the answer is right, or it is if one of {@code differences} is zero. */
    public static final class Comparison {

        private final boolean right;
        private final List<MathExpression> differences;

        private Comparison(boolean right, List<MathExpression> differences) {
            this.right = right;
            this.differences = differences;
        }

        public boolean right() {
            return right;
        }
    }

    private final Rules rules;
    private final Algebra algebra = new Algebra();

    public MathAnswers(Rules rules) {
        this.rules = rules;
    }

    /** Compares without computer algebra. */
    public Comparison compare(String response, String truth) {
        List<MathExpression> differences = new ArrayList<>();
        for (String answer : FinalAnswers.in(response, rules)) {
            if (spelledAlike(answer, truth)) {
                return new Comparison(true, List.of());
            }
            try {
                MathExpression left = LatexParser.parse(answer, rules);
                MathExpression right = LatexParser.parse(truth, rules);
                if (!NumericProbe.differ(left, right)) {
                    differences.add(left.minus(right));
                }
            } catch (LatexParser.NotLatex e) {
                // What is no expression is only compared as a text.
            }
        }
        return new Comparison(false, differences);
    }

    private boolean spelledAlike(String answer, String truth) {
        return HendrycksSpelling.same(answer, truth, rules)
                || rules == Rules.CORRECTED
                        && HendrycksSpelling.same(MinervaSpelling.of(answer), MinervaSpelling.of(truth), rules);
    }

    /**
     * Whether the answer is right by a proof, where comparing left that open.
     *
     * @param timeLimit for each of the response's answers
     * @throws NoProof     when there is none in time, or computer algebra fails
     * @throws InterruptedException when interrupted
     */
    public boolean prove(Comparison comparison, Duration timeLimit) throws NoProof, InterruptedException {
        NoProof failure = null;
        for (MathExpression difference : comparison.differences) {
            try {
                if (algebra.isZero(difference, timeLimit)) {
                    return true;
                }
            } catch (NoProof e) {
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return comparison.right;
    }

    @Override
    public void close() {
        algebra.close();
    }

    /** Computer algebra came to no answer. */
    public static final class NoProof extends Exception {

        NoProof(String message) {
            super(message);
        }
    }
}
