package dev.smoltulu.bench;

/** The batch every step trains on: 4 rows of 256 tokens; each token but a row's first is a target. */
public final class BenchBatch {

    public static final int ROWS = 4;
    public static final int LENGTH = 256;
    /** Tokens of a batch: what tokens/s counts. */
    public static final int TOKENS = ROWS * LENGTH;
    /** Tokens the loss is the mean over. */
    public static final int TARGETS = ROWS * (LENGTH - 1);
    /** The seed of the weights. */
    public static final long SEED = 2;

    private BenchBatch() {}

    /** Token ids, [ROWS, LENGTH] row-major: a linear congruence over the vocabulary, so that ids rarely repeat. */
    public static long[] ids(int vocabulary) {
        long[] ids = new long[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            ids[i] = (i * 48_271L + 11) % vocabulary;
        }
        return ids;
    }

    /** For each token the next one of its row, [ROWS, LENGTH]; {@code ignored} at a row's last token. */
    public static long[] labels(int vocabulary, long ignored) {
        long[] ids = ids(vocabulary);
        long[] labels = new long[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            labels[i] = i % LENGTH == LENGTH - 1 ? ignored : ids[i + 1];
        }
        return labels;
    }
}
