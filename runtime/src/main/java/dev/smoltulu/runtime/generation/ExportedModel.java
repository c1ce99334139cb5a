package dev.smoltulu.runtime.generation;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * An exported decoder as its users run it: with all of ONNX Runtime's own graph optimisations, inputs and outputs named
 * as by Optimum, and a KV cache that each pass returns extended. Not safe for use by several threads.
 */
public final class ExportedModel implements AutoCloseable {

    private final OwnedResources owned;
    private final LlamaConfig config;
    private final DataType cacheType;
    private final ModelSession session;
    /** The tensors of the cache that the last pass returned. */
    private OwnedResources cache = new OwnedResources();

    private int cached;

    /** Loads an ONNX file. */
    public ExportedModel(Path file, LlamaConfig config, SessionSettings settings) {
        this.config = config;
        try (OwnedResources opening = new OwnedResources()) {
            this.session = opening.own(ModelSession.ofFile(file, settings));
            this.cacheType = session.inputType("past_key_values.0.key");
            opening.own(() -> cache.close());
            this.owned = opening.release();
        }
    }

    /** A value of the file's metadata_props. */
    public Optional<String> metadata(String key) {
        return session.metadata(key);
    }

    /** Empties the cache; the next pass has {@code batch} rows. */
    public void restart(int batch) {
        try (OwnedResources opening = new OwnedResources()) {
            for (int layer = 0; layer < config.layers(); layer++) {
                session.bindInput("past_key_values." + layer + ".key", opening.own(cacheOf(batch, 0)));
                session.bindInput("past_key_values." + layer + ".value", opening.own(cacheOf(batch, 0)));
            }
            replaceCache(opening.release(), 0);
        }
    }

    /**
     * Feeds new tokens.
     *
     * @param ids       [batch, new tokens]
     * @param mask      1 for tokens, 0 for padding, [batch, all tokens so far]
     * @param positions of the new tokens, [batch, new tokens]
     * @return logits, [batch, new tokens, vocabulary] in row-major order
     */
    public float[] feed(long[][] ids, long[][] mask, long[][] positions) {
        int batch = ids.length;
        int tokens = ids[0].length;
        if (mask[0].length != cached + tokens) {
            throw new IllegalArgumentException(
                    "a mask of " + mask[0].length + " for " + cached + " cached and " + tokens + " new tokens");
        }
        float[] logits = new float[Math.multiplyExact(Math.multiplyExact(batch, tokens), config.vocabSize())];
        try (OwnedResources opening = new OwnedResources();
                Tensor output = Tensor.zeros(DataType.FLOAT, batch, tokens, config.vocabSize())) {
            Tensor[] presents = new Tensor[2 * config.layers()];
            for (int layer = 0; layer < config.layers(); layer++) {
                presents[2 * layer] = opening.own(cacheOf(batch, cached + tokens));
                presents[2 * layer + 1] = opening.own(cacheOf(batch, cached + tokens));
                session.bindOutput("present." + layer + ".key", presents[2 * layer]);
                session.bindOutput("present." + layer + ".value", presents[2 * layer + 1]);
            }
            session.bindOutput("logits", output);
            HostTensor.feed(
                    Map.of("input_ids", longs(ids), "attention_mask", longs(mask), "position_ids", longs(positions)),
                    feeds -> {
                        feeds.forEach(session::bindInput);
                        session.run();
                    });
            output.floats().get(logits);
            for (int layer = 0; layer < config.layers(); layer++) {
                session.bindInput("past_key_values." + layer + ".key", presents[2 * layer]);
                session.bindInput("past_key_values." + layer + ".value", presents[2 * layer + 1]);
            }
            replaceCache(opening.release(), cached + tokens);
        }
        return logits;
    }

    private void replaceCache(OwnedResources next, int tokens) {
        OwnedResources last = cache;
        cache = next;
        cached = tokens;
        last.close();
    }

    private Tensor cacheOf(int batch, int tokens) {
        return Tensor.zeros(cacheType, batch, config.kvHeads(), tokens, config.headDim());
    }

    private static HostTensor longs(long[][] rows) {
        long[] all = new long[rows.length * rows[0].length];
        for (int row = 0; row < rows.length; row++) {
            System.arraycopy(rows[row], 0, all, row * rows[0].length, rows[0].length);
        }
        return new HostTensor.Longs(all, rows.length, rows[0].length);
    }

    @Override
    public void close() {
        owned.close();
    }
}
