package dev.smoltulu.runtime.generation;

import dev.smoltulu.runtime.Device;

/**
 * How much is done at once: speed and memory, and of the results the rounding only.
 *
 * @param maxSequences  most sequences generated together
 * @param prefillTokens tokens of one pass over prompts, padding of its attention included; a longer prompt is read in
 *                      parts of this size
 * @param cacheBytes    most memory for keys and values; one sequence is always generated
 */
public record GenerationSettings(int maxSequences, int prefillTokens, long cacheBytes) {

    public static final GenerationSettings DEFAULT = new GenerationSettings(32, 1024, 4L << 30);

    private static final int GPU_SEQUENCES = 256;
    private static final int GPU_PREFILL_TOKENS = 8192;
    /** Of a GPU's memory, for keys and values: the rest is for weights and what else the process has there. */
    private static final int GPU_CACHE_SHARE = 4;

    /** What fits a device: a GPU is busy only with more at once. Depends on the device alone, so that runs repeat. */
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
