package dev.smoltulu.runtime.generation;

import java.util.Arrays;

/**
 * What was generated. The arrays are the record's own: do not change them.
 *
 * @param tokens           without the prompt; a stop token is the last of them
 * @param logProbs         each token's log-probability under the model's own distribution (temperature 1, nothing cut
 *                         off), in nats
 * @param samplingLogProbs each token's log-probability under the distribution it was drawn from, after temperature,
 *                         top-k and top-p; 0 where the most likely token was taken
 */
public record Completion(int[] tokens, float[] logProbs, float[] samplingLogProbs, FinishReason reason) {

    /** The tokens of the answer itself. */
    public int[] tokensWithoutStop() {
        return reason == FinishReason.STOP_TOKEN ? Arrays.copyOf(tokens, tokens.length - 1) : tokens.clone();
    }
}
