package dev.smoltulu.trainer.loop;

import dev.smoltulu.runtime.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Examples that make up one loss, cut into passes whose losses and gradients add up.
 *
 * @param tokens        of all sequences
 * @param trainedTokens those of them that carry loss
 * @param passes        the inputs of each forward and backward pass by name, made when they are asked for
 * @param metrics       what else the passes measured, by the names of metrics.jsonl, from each pass's scores, in order
 */
public record Batch(
        long tokens,
        long trainedTokens,
        List<Supplier<Map<String, HostTensor>>> passes,
        Function<List<float[]>, Map<String, Double>> metrics) {

    public Batch {
        passes = List.copyOf(passes);
    }
}
