package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.util.Map;

/**
 * The forward pass of training on weights that someone else owns: on equal weights and inputs it gives a training
 * session's losses and scores bit for bit. Not safe for use by several threads.
 */
public final class EvaluationSession implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final Tensor loss = owned.own(Tensor.zeros(DataType.FLOAT));
    private final ModelSession session;
    private final ScoreOutput scores;

    /** @param parameters the weights of {@code config}, by their Hugging Face names */
    public EvaluationSession(
            LlamaConfig config,
            TrainingGraphs.Options graphs,
            Map<String, Tensor> parameters,
            SessionSettings settings) {
        this.scores = new ScoreOutput(graphs.objective());
        try {
            this.session = owned.own(new ModelSession(TrainingGraphs.evaluation(config, graphs), settings));
            parameters.forEach(session::bindInput);
            session.bindOutput(TrainingGraphs.LOSS, loss);
        } catch (RuntimeException | Error e) {
            owned.close();
            throw e;
        }
    }

    /** Runs the evaluation graph; returns its loss. */
    public float evaluate(Map<String, HostTensor> inputs) {
        scores.run(
                inputs,
                outputs -> HostTensor.feed(inputs, feeds -> {
                    feeds.forEach(session::bindInput);
                    outputs.forEach(session::bindOutput);
                    session.run();
                }));
        return loss.item();
    }

    /** The score of each sequence or token in the last {@link #evaluate}; empty for an objective that scores none. */
    public float[] scores() {
        return scores.scores();
    }

    /** The entropy in each scored token's place, in nats; empty for an objective without. */
    public float[] entropies() {
        return scores.entropies();
    }

    @Override
    public void close() {
        owned.close();
    }
}
