package dev.smoltulu.graphs.artifacts;

import dev.smoltulu.graphs.weights.ParameterSpec;
import java.nio.FloatBuffer;

/** The source of a checkpoint's values. */
@FunctionalInterface
public interface ParameterSource {

    /**
     * Fills {@code target} to its limit with the parameter's values.
     *
     * @param target exactly the parameter's elements remaining
     */
    void read(ParameterSpec parameter, FloatBuffer target);
}
