package dev.smoltulu.deploy.export;

import dev.smoltulu.runtime.scoring.LogitsSession;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.IdentityHashMap;
import java.util.Map;

/** The model's own logits, computed once for all files and passes as far as memory goes. */
final class ReferenceLogits {

    private static final long MAX_BYTES = 256L << 20;

    private final LogitsSession model;
    private final Map<TokenSequence, float[]> kept = new IdentityHashMap<>();
    private long bytes;

    ReferenceLogits(LogitsSession model) {
        this.model = model;
    }

    /** The logits after each token, [tokens, vocabulary] in row-major order; not to be changed. */
    float[] of(TokenSequence sequence) {
        float[] known = kept.get(sequence);
        if (known != null) {
            return known;
        }
        float[] logits = model.logits(sequence.inputIds());
        long size = (long) logits.length * Float.BYTES;
        if (bytes + size <= MAX_BYTES) {
            kept.put(sequence, logits);
            bytes += size;
        }
        return logits;
    }
}
