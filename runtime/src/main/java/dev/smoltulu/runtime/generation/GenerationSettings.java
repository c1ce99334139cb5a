package dev.smoltulu.runtime.generation;

import dev.smoltulu.runtime.Device;

/**
 * The size of batches. It affects speed and memory, and results by rounding only.
 *
 * @param maxSequences  maximum number of sequences generated together
 * @param prefillTokens maximum tokens of one prefill pass, attention's padding included; a longer prompt is fed in
 *                      parts of this size
 * @param cacheBytes    maximum memory of the KV cache; one sequence is always generated
 */
public record GenerationSettings(int maxSequences, int prefillTokens, long cacheBytes) {

    public static final GenerationSettings DEFAULT = new GenerationSettings(32, 1024, 4L << 30);

    private static final int GPU_SEQUENCES = 256;
    private static final int GPU_PREFILL_TOKENS = 8192;
    /** The KV cache gets one part in this many of a GPU's memory: the rest is for weights and everything else. */
    private static final int GPU_CACHE_SHARE = 4;

    /** Settings that fit a device: a GPU needs larger batches. They depend on the device alone, so that runs repeat. */
    public static GenerationSettings on(Device device) {
        return switch (device.kind()) {
            case CPU -> DEFAULT;
            case CUDA ->
                new GenerationSettings(GPU_SEQUENCES, GPU_PREFILL_TOKENS, device.memoryBytes() / GPU_CACHE_SHARE);
        };
    }

    public GenerationSettings {
        if (maxSequences < 1 || prefillTokens < 1 || cacheBytes < 1) {
            throw new IllegalArgumentException("sequences, tokens and bytes must be at least 1: " + maxSequences + ", "
                    + prefillTokens + ", " + cacheBytes);
        }
    }

    public GenerationSettings withMaxSequences(int sequences) {
        return new GenerationSettings(sequences, prefillTokens, cacheBytes);
    }
}
