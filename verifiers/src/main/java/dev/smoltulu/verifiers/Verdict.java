package dev.smoltulu.verifiers;

import java.util.Optional;

/**
 * How right a response is.
 *
 * @param score   from 0, wrong, to 1, right
 * @param problem one line, where the verifier itself could not do its work (a crash, time running out, garbage); the
 *                score is 0 then
 */
public record Verdict(double score, Optional<String> problem) {

    public Verdict {
        if (!(score >= 0 && score <= 1) || problem.isPresent() && score != 0) {
            throw new IllegalArgumentException("score " + score + ", problem " + problem);
        }
    }

    /** Right or wrong. */
    public static Verdict of(boolean right) {
        return scored(right ? 1 : 0);
    }

    /** Right to a degree, from 0 to 1. */
    public static Verdict scored(double score) {
        return new Verdict(score, Optional.empty());
    }

    /** No verdict: the verifier failed, for a reason in one line. */
    public static Verdict failed(String problem) {
        return new Verdict(0, Optional.of(problem));
    }
}
