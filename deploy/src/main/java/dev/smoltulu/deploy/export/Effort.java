package dev.smoltulu.deploy.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;

/**
 * How many tokens are decoded one by one, which is what takes the time: each reads all weights of a file once.
 *
 * @param newTokens   greedy tokens after each prompt, at most
 * @param cachedSteps tokens of each sequence that are fed on a cache
 */
record Effort(int newTokens, int cachedSteps) {

    private static final long LARGE = 50_000_000;

    static Effort of(LlamaConfig config) {
        long parameters = LlamaParameters.of(config).stream()
                .mapToLong(spec -> spec.elements())
                .sum();
        return parameters < LARGE ? new Effort(48, 16) : new Effort(24, 8);
    }
}
