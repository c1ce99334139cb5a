package dev.smoltulu.graphs.objective;

/** The number of parts that the output head works in, so that its logits take a bounded amount of memory. */
public final class HeadChunks {

    /** The maximum of float logits at a time. */
    private static final long MAX_LOGIT_BYTES = 256L << 20;

    private HeadChunks() {}

    /** Parts for {@code tokens} rows of logits over {@code vocabulary} entries, at least 1. */
    public static int of(int tokens, int vocabulary) {
        long rows = Math.max(1, MAX_LOGIT_BYTES / Float.BYTES / vocabulary);
        return Math.toIntExact((tokens + rows - 1) / rows);
    }
}
