package dev.smoltulu.runtime.generation;

import java.util.Objects;
import java.util.Set;

/**
 * A prompt to complete. The array is the record's own: do not change it.
 *
 * @param prompt       token ids, at least one
 * @param maxNewTokens maximum number of generated tokens, at least 1
 * @param stopTokens   tokens that end the sequence
 * @param stop         ends the sequence too
 */
public record GenerationRequest(
        int[] prompt, int maxNewTokens, Sampling sampling, Set<Integer> stopTokens, StopRule stop) {

    public GenerationRequest {
        if (prompt.length == 0) {
            throw new IllegalArgumentException("an empty prompt: begin with the model's bos token");
        }
        if (maxNewTokens < 1) {
            throw new IllegalArgumentException(maxNewTokens + " new tokens");
        }
        Objects.requireNonNull(sampling);
        stopTokens = Set.copyOf(stopTokens);
        Objects.requireNonNull(stop);
    }
}
