package dev.smoltulu.graphs.objective;

/** In how many parts the output head works, so that its logits stay within a fixed amount of memory. */
public final class HeadChunks {

    /** Most bytes of float logits at a time. */
    private static final long LOGIT_BYTES = 256L << 20;

    private HeadChunks() {}

    /** Parts for {@code tokens} rows of logits over {@code vocabulary} entries, at least 1. */
    public static int of(int tokens, int vocabulary) {
        long rows = Math.max(1, LOGIT_BYTES / Float.BYTES / vocabulary);
        return Math.toIntExact((tokens + rows - 1) / rows);
    }
}
