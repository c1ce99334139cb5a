package dev.smoltulu.trainer.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one optimizer step measured: one line of metrics.jsonl.
 *
 * @param step            optimizer steps done, counted from 1
 * @param epoch           passes over the data done, with a fraction
 * @param loss            loss of the whole batch under the recipe's loss_reduction; NaN is written as null
 * @param learningRate    learning rate this step used
 * @param gradNorm        global L2 norm of the gradient before clipping; NaN is written as null
 * @param tokens          tokens of this step's batch, without padding
 * @param trainedTokens   those of them that carry loss
 * @param tokensPerSecond tokens / seconds
 * @param seconds         wall time of this step
 * @param more            further measures of the objective (rewards/margins, ...) in the order they are written in
 */
public record StepMetrics(
        long step,
        double epoch,
        double loss,
        double learningRate,
        double gradNorm,
        long tokens,
        long trainedTokens,
        double tokensPerSecond,
        double seconds,
        Map<String, Double> more) {

    public StepMetrics {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** A step of an objective without measures of its own. */
    public StepMetrics(
            long step,
            double epoch,
            double loss,
            double learningRate,
            double gradNorm,
            long tokens,
            long trainedTokens,
            double tokensPerSecond,
            double seconds) {
        this(step, epoch, loss, learningRate, gradNorm, tokens, trainedTokens, tokensPerSecond, seconds, Map.of());
    }
}
