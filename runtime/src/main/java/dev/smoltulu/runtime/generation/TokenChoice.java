package dev.smoltulu.runtime.generation;

import dev.smoltulu.graphs.decode.NextTokenGraph;
import dev.smoltulu.graphs.ir.Graph;

/** How a token is chosen from its logits. */
enum TokenChoice {
    /** The most likely token; nothing is sampled. */
    GREEDY,
    /** Whole distributions are copied to the host, which samples. */
    ON_HOST,
    /** Sampled from the whole vocabulary by the graph; only a few numbers per row are copied to the host. */
    IN_GRAPH,
    /** Sampled from the tokens that top-k and top-p keep, by the graph. */
    TRUNCATED_IN_GRAPH;

    /** The choice that {@code sampling} asks for; the other graphs compute {@link #GREEDY} too. */
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
