package dev.smoltulu.runtime.generation;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.decode.DecodeGraph;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.InferenceWeights;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.batch.PackedTokens;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the {@link DecodeGraph} over weights that someone else owns and over rows of a KV cache. */
final class DecodeSession implements AutoCloseable {

    private final OwnedResources owned;
    private final ModelSession session;
    private final int layers;
    private final Device device;
    private final DataType type;
    private final InferenceWeights weights;

    /**
     * A session on weights that someone else owns.
     *
     * @param type  type of matrix multiplications and of the cache
     * @param fixed whether the weights never change again, so that the session may prepare them once
     */
    DecodeSession(
            LlamaConfig config,
            Map<String, Tensor> parameters,
            DataType type,
            boolean fixed,
            SessionSettings settings) {
        this.layers = config.layers();
        this.device = settings.device();
        this.type = type;
        try (OwnedResources opening = new OwnedResources()) {
            this.weights = opening.own(new InferenceWeights(config, parameters, type, settings));
            if (fixed) {
                weights.refresh();
                this.session =
                        opening.own(new ModelSession(DecodeGraph.ofFixed(config, type), weights.tensors(), settings));
            } else {
                this.session = opening.own(new ModelSession(DecodeGraph.of(config, type), settings));
                weights.tensors().forEach(session::bindInput);
            }
            this.owned = opening.release();
        }
    }

    /** The device that computes and holds the cache. */
    Device device() {
        return device;
    }

    /** The element type of the cache. */
    DataType type() {
        return type;
    }

    /** Makes the following passes use the current weights. */
    void refresh() {
        weights.refresh();
    }

    /** Bytes copied between the host and a GPU by all passes so far. */
    long hostBytes() {
        return session.hostBytes();
    }

    /** Binds rows of the cache: the following passes read and extend them in place. */
    void bind(KvCache.Rows rows) {
        for (int layer = 0; layer < layers; layer++) {
            session.bindInput(DecodeGraph.pastKey(layer), rows.keys().get(layer));
            session.bindInput(DecodeGraph.pastValue(layer), rows.values().get(layer));
            session.bindOutput(DecodeGraph.presentKey(layer), rows.keys().get(layer));
            session.bindOutput(DecodeGraph.presentValue(layer), rows.values().get(layer));
        }
    }

    /** Binds the output: the following passes write the logits of each row's next token, float [rows, vocabulary]. */
    void bind(Tensor logits) {
        session.bindOutput(DecodeGraph.LOGITS, logits);
    }

    /**
     * Feeds each bound row its next tokens.
     *
     * @param tokens the tokens of each row, none empty; several tokens per row need either new rows only or one row
     * @param cached tokens that each row already has in the cache
     */
    void run(List<int[]> tokens, int[] cached) {
        PackedTokens packed = PackedTokens.of(tokens, cached);
        int rows = tokens.size();
        int[] lastPositions = new int[rows];
        long[] lastTokens = new long[rows];
        for (int row = 0; row < rows; row++) {
            int fed = tokens.get(row).length;
            lastPositions[row] = cached[row] + fed - 1;
            lastTokens[row] = packed.starts()[row] + fed - 1;
        }
        int longest = Arrays.stream(lastPositions).max().orElseThrow() + 1;
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.feeds());
        feeds.put(DecodeGraph.LAST_POSITIONS, new HostTensor.Ints(lastPositions, rows));
        feeds.put(DecodeGraph.TOTAL_LENGTH, new HostTensor.Ints(new int[] {longest}, 1));
        feeds.put(DecodeGraph.LAST_TOKENS, new HostTensor.Longs(lastTokens, rows));
        HostTensor.feed(feeds, tensors -> {
            tensors.forEach(session::bindInput);
            session.run();
        });
    }

    @Override
    public void close() {
        owned.close();
    }
}
