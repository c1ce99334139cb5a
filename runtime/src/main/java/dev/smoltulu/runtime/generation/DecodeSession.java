package dev.smoltulu.runtime.generation;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.decode.DecodeGraph;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.InferenceWeights;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.training.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The {@link DecodeGraph} over weights that someone else owns and over rows of a cache. */
final class DecodeSession implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final ModelSession session;
    private final int layers;
    private final Device device;
    private final DataType type;
    private final InferenceWeights weights;

    /**
     * A session on weights that someone else owns.
     *
     * @param type  what products and the cache are in
     * @param fixed whether the weights never change from now on, so that the session may prepare them once
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
        try {
            this.weights = owned.own(new InferenceWeights(config, parameters, type, settings));
            if (fixed) {
                weights.refresh();
                this.session =
                        owned.own(new ModelSession(DecodeGraph.ofFixed(config, type), weights.tensors(), settings));
            } else {
                this.session = owned.own(new ModelSession(DecodeGraph.of(config, type), settings));
                weights.tensors().forEach(session::bindInput);
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where it computes, and the cache has to be. */
    Device device() {
        return device;
    }

    /** The element type of the cache. */
    DataType type() {
        return type;
    }

    /** Lets the following passes see the weights as their owner has them now. */
    void refresh() {
        weights.refresh();
    }

    /** Bytes that passes have carried between the host and a GPU so far. */
    long hostBytes() {
        return session.hostBytes();
    }

    /** Lets the following passes read and extend these rows, in their own memory. */
    void bind(KvCache.Rows rows) {
        for (int layer = 0; layer < layers; layer++) {
            session.bindInput(DecodeGraph.pastKey(layer), rows.keys().get(layer));
            session.bindInput(DecodeGraph.pastValue(layer), rows.values().get(layer));
            session.bindOutput(DecodeGraph.presentKey(layer), rows.keys().get(layer));
            session.bindOutput(DecodeGraph.presentValue(layer), rows.values().get(layer));
        }
    }

    /** Lets the following passes write here the logits of each row's next token, float [rows, vocabulary]. */
    void bind(Tensor logits) {
        session.bindOutput(DecodeGraph.LOGITS, logits);
    }

    /**
     * Feeds each bound row its next tokens.
     *
     * @param tokens a row's tokens each, none empty. Rows with several tokens must either all be new or be a single row
     * @param cached tokens that each row has in the cache already
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
