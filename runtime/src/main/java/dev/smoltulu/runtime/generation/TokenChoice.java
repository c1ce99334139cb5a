package dev.smoltulu.runtime.generation;

import dev.smoltulu.graphs.decode.NextTokenGraph;
import dev.smoltulu.graphs.ir.Graph;

/** Ways to come from logits to tokens. */
enum TokenChoice {
    /** The likeliest tokens; nothing is drawn. */
    GREEDY,
    /** Whole distributions go to the host, which draws. */
    ON_HOST,
    /** Drawn from the whole vocabulary by the graph; a few numbers a row go to the host. */
    IN_GRAPH,
    /** Drawn from what top-k and top-p keep by the graph. */
    TRUNCATED_IN_GRAPH;

    /** What a sequence needs; {@link #GREEDY} is part of all the others. */
    static TokenChoice of(Sampling sampling, boolean inGraph) {
        if (sampling.isGreedy()) {
            return GREEDY;
        }
        if (!inGraph) {
            return ON_HOST;
        }
        return sampling.truncates() ? TRUNCATED_IN_GRAPH : IN_GRAPH;
    }

    boolean drawsInGraph() {
        return this == IN_GRAPH || this == TRUNCATED_IN_GRAPH;
    }

    Graph graph(int vocabulary) {
        return switch (this) {
            case GREEDY -> NextTokenGraph.greedy(vocabulary);
            case ON_HOST -> NextTokenGraph.distributions(vocabulary);
            case IN_GRAPH -> NextTokenGraph.sampled(vocabulary);
            case TRUNCATED_IN_GRAPH -> NextTokenGraph.truncated(vocabulary);
        };
    }
}
