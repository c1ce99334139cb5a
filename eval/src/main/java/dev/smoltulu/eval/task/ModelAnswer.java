package dev.smoltulu.eval.task;

import java.util.List;

/** What a model makes of a {@link Request}. */
public sealed interface ModelAnswer {

    /**
     * Of a continuation.
     *
     * @param sum    log-probability of its tokens, in nats
     * @param greedy whether each of its tokens is the most likely one
     */
    record LogLikelihood(double sum, boolean greedy) {}

    /** To {@link Request.Choices}: one entry a continuation, in their order. */
    record LogLikelihoods(List<LogLikelihood> choices) implements ModelAnswer {

        public LogLikelihoods {
            choices = List.copyOf(choices);
        }
    }

    /** To {@link Request.Generation}: the text up to the stop string, special tokens left out. */
    record Text(String text) implements ModelAnswer {}
}
