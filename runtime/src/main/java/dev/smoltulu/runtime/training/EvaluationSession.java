package dev.smoltulu.runtime.training;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.util.Map;

/**
 * The forward pass of training on weights that someone else owns. With equal weights and inputs its losses and scores
 * equal a training session's bit for bit. Not safe for use by several threads.
 */
public final class EvaluationSession implements AutoCloseable {

    private final OwnedResources owned;
    private final Tensor loss;
    private final ModelSession session;
    private final ScoreOutput scores;

    /** @param parameters the weights of {@code config}, by their Hugging Face names */
    public EvaluationSession(
            LlamaConfig config,
            TrainingGraphs.Options graphs,
            Map<String, Tensor> parameters,
            SessionSettings settings) {
        this.scores = new ScoreOutput(graphs.objective());
        try (OwnedResources opening = new OwnedResources()) {
            this.loss = opening.own(Tensor.zeros(DataType.FLOAT));
            this.session = opening.own(new ModelSession(TrainingGraphs.evaluation(config, graphs), settings));
            parameters.forEach(session::bindInput);
            session.bindOutput(TrainingGraphs.LOSS, loss);
            this.owned = opening.release();
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

    /** The entropy at each scored token, in nats; empty for an objective without entropies. */
    public float[] entropies() {
        return scores.entropies();
    }

    @Override
    public void close() {
        owned.close();
    }
}
