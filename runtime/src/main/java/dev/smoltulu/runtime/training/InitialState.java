package dev.smoltulu.runtime.training;

import java.nio.FloatBuffer;

/** The state from which a training session starts. */
public interface InitialState {

    /** Number of optimizer steps already done. */
    long step();

    /** Fills {@code target} with parameter {@code name} in row-major order. */
    void parameter(String name, FloatBuffer target);

    /** Fills {@code target} with a first moment; not called at step 0, when there is none. */
    default void firstMoment(String name, FloatBuffer target) {
        throw new IllegalStateException("there are no moments before the first step");
    }

    /** Fills {@code target} with a second moment; not called at step 0, when there is none. */
    default void secondMoment(String name, FloatBuffer target) {
        throw new IllegalStateException("there are no moments before the first step");
    }
}
