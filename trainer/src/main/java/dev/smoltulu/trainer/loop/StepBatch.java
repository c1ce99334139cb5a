package dev.smoltulu.trainer.loop;

import dev.smoltulu.runtime.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Examples that make up one loss, cut into passes whose losses and gradients add up. */
public interface StepBatch {

    /** Tokens of all sequences. */
    long tokens();

    /** Those of them that carry loss. */
    long trainedTokens();

    /** The feeds of each forward and backward pass, made when they are asked for. */
    List<Supplier<Map<String, HostTensor>>> passes();

    /**
     * What else the passes measured, by the names of metrics.jsonl.
     *
     * @param scores each pass's scores, in order
     */
    Map<String, Double> measures(List<float[]> scores);
}
