package dev.smoltulu.graphs.objective;

/** A policy's divergence from its reference as a part of its loss, {@code beta} times the estimate a token. */
public record KlPenalty(KlEstimator estimator, double beta) {}
