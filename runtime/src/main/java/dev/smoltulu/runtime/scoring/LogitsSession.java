package dev.smoltulu.runtime.scoring;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.objective.LogitsGraph;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.batch.PackedTokens;
import java.util.List;
import java.util.Map;

/** The model as it is trained, in fp32: the logits of whole sequences. Not safe for use by several threads. */
public final class LogitsSession implements AutoCloseable {

    private final OwnedResources owned;
    private final LlamaConfig config;
    private final ModelSession session;

    /**
     * A session on weights that someone else owns.
     *
     * @param maxPositions maximum length of a sequence, in tokens
     */
    public LogitsSession(
            LlamaConfig config, Map<String, Tensor> parameters, int maxPositions, SessionSettings settings) {
        this.config = config;
        try (OwnedResources opening = new OwnedResources()) {
            this.session = opening.own(new ModelSession(LogitsGraph.of(config, maxPositions), settings));
            parameters.forEach(session::bindInput);
            this.owned = opening.release();
        }
    }

    /** The logits after each token of a sequence, [tokens, vocabulary] in row-major order. */
    public float[] logits(int[] tokens) {
        float[] logits = new float[Math.multiplyExact(tokens.length, config.vocabSize())];
        try (Tensor output = Tensor.zeros(DataType.FLOAT, tokens.length, config.vocabSize())) {
            session.bindOutput(LogitsGraph.LOGITS, output);
            HostTensor.feed(PackedTokens.of(List.of(tokens)).feeds(), feeds -> {
                feeds.forEach(session::bindInput);
                session.run();
            });
            output.floats().get(logits);
        }
        return logits;
    }

    @Override
    public void close() {
        owned.close();
    }
}
