package dev.smoltulu.runtime.generation;

/** Hears of tokens as they come. Requests are named by their place in the list, from 0. */
public interface GenerationListener {

    /** A further token, a stop token included, with its log-probability as in {@link Completion#logProbs}. */
    default void token(int request, int token, float logProb) {}

    /** A sequence has ended; nothing more is heard of it. */
    void finished(int request, Completion completion);
}
