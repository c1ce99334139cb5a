package dev.smoltulu.runtime.generation;

import java.util.Arrays;

/**
 * Generated tokens. The arrays are the record's own: do not change them.
 *
 * @param tokens           without the prompt; a stop token is the last of them
 * @param logProbs         each token's log-probability under the model's own distribution (temperature 1, no top-k,
 *                         no top-p), in nats
 * @param samplingLogProbs each token's log-probability under the distribution it was sampled from, after temperature,
 *                         top-k and top-p; 0 for greedy decoding
 */
public record Completion(int[] tokens, float[] logProbs, float[] samplingLogProbs, FinishReason reason) {

    /** The tokens without a final stop token. */
    public int[] tokensWithoutStop() {
        return reason == FinishReason.STOP_TOKEN ? Arrays.copyOf(tokens, tokens.length - 1) : tokens.clone();
    }
}
