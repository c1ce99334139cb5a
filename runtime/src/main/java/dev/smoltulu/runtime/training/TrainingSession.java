package dev.smoltulu.runtime.training;

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

    /** Runs the training graph and adds its gradients to those of this optimizer step; returns its loss. */
    float accumulate(Map<String, HostTensor> inputs);

    /** Runs the evaluation graph with the current parameters; returns its loss. */
    float evaluate(Map<String, HostTensor> inputs);

    /**
     * The score of each sequence or trained token in the last {@link #accumulate} or {@link #evaluate}, in the order in
     * which they were fed; empty for an objective that scores none.
     */
    float[] scores();

    /** The entropy in each scored token's place in nats, like {@link #scores}; empty for an objective without. */
    float[] entropies();

    /** Global L2 norm of the gradients accumulated in this optimizer step, before any clipping. */
    double gradientNorm();

    /** Clips if asked to, applies the gradients with the optimizer, and forgets them. */
    void update(double learningRate);

    /** Forgets the gradients of this optimizer step without using them. */
    void discard();

    /** Optimizer steps done, counted over resumed runs. */
    long step();

    /**
     * The parameters themselves, by their Hugging Face names: sessions that read them see every update. They must not
     * outlive this session, nor be read while {@link #update} works. Empty where the session keeps them to itself.
     */
    default Optional<Map<String, Tensor>> sharedParameters() {
        return Optional.empty();
    }

    /** Bytes carried between the host and a GPU by {@link #accumulate} and {@link #update} so far, where it tells. */
    default long hostBytes() {
        return 0;
    }

    /** Most bytes that a pass of {@link #accumulate} has held beside its inputs so far, where it tells. */
    default OptionalLong passBytes() {
        return OptionalLong.empty();
    }

    @Override
    void close();
}
