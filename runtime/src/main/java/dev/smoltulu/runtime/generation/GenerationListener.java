package dev.smoltulu.runtime.generation;

/** Receives tokens as they are generated. Requests are numbered by their place in the list, from 0. */
public interface GenerationListener {

    /** A new token, possibly a stop token, with its log-probability as in {@link Completion#logProbs}. */
    default void token(int request, int token, float logProb) {}

    /** A sequence has ended; this is its last call. */
    void finished(int request, Completion completion);
}
