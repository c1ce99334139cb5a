package dev.smoltulu.runtime.generation;

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
