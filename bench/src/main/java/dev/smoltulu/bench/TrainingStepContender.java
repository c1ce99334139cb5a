package dev.smoltulu.bench;

import java.io.IOException;
import java.util.Map;

/**
 * One side of the training-step benchmark. Built from {@link BenchModel#SMOLLM2_135M}, {@link BenchWeights} and
 * {@link BenchBatch}; a class that implements it has a public constructor without arguments.
 */
public interface TrainingStepContender extends AutoCloseable {

    /** What this side is, in words, for the report. */
    String name();

    /** Versions of the libraries it computes with, by their usual names. */
    Map<String, String> versions() throws IOException;

    /**
     * Runs one whole step: forward, backward and the AdamW update of every parameter, with {@link AdamW}'s numbers.
     *
     * @return the loss before the update: mean negative log-likelihood over {@link BenchBatch#TARGETS} tokens, in nats
     */
    double step();

    /** Frees the native memory. */
    @Override
    void close();
}
