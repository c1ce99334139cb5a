package dev.smoltulu.runtime.training;

import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.Tensor;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A model under training: parameters, their gradients, and the optimizer. One optimizer step is any number of
 * {@link #accumulate} calls, whose gradients add up, and one {@link #update}.
 *
 * <p>Not safe for use by several threads. Inputs are named as the graphs name them.
 */
public interface TrainingSession extends ModelState, AutoCloseable {

    /** Runs the training graph and adds its gradients to those of this optimizer step; returns the loss. */
    float accumulate(Map<String, HostTensor> inputs);

    /** Runs the evaluation graph with the current parameters; returns the loss. */
    float evaluate(Map<String, HostTensor> inputs);

    /**
     * The score of each sequence or trained token in the last {@link #accumulate} or {@link #evaluate}, in the order in
     * which they were fed; empty for an objective that scores none.
     */
    float[] scores();

    /** The entropy at each scored token in nats, like {@link #scores}; empty for an objective without entropies. */
    float[] entropies();

    /** Global L2 norm of the gradients accumulated in this optimizer step, before any clipping. */
    double gradientNorm();

    /** Clips the gradients if clipping is on, applies them with the optimizer, and discards them. */
    void update(double learningRate);

    /** Discards the gradients of this optimizer step without applying them. */
    void discard();

    /** Number of optimizer steps done, those before a resume included. */
    long step();

    /**
     * The parameters themselves, by their Hugging Face names: sessions that read them see every update. They must not
     * be used after this session is closed, nor read while {@link #update} runs. Empty where the session does not give
     * them out.
     */
    default Optional<Map<String, Tensor>> sharedParameters() {
        return Optional.empty();
    }

    /** Bytes copied between the host and a GPU by {@link #accumulate} and {@link #update} so far; 0 where unknown. */
    default long hostBytes() {
        return 0;
    }

    /** Peak bytes of a pass of {@link #accumulate} so far, its inputs not counted; empty where unknown. */
    default OptionalLong passBytes() {
        return OptionalLong.empty();
    }

    @Override
    void close();
}
