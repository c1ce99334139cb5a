package dev.smoltulu.runtime.training;

import java.nio.FloatBuffer;

/** The state of a model under training: parameters, and AdamW's moments of each. */
public interface ModelState {

    /** A parameter's current values in row-major order; valid until any method is called again. */
    FloatBuffer parameter(String name);

    /** AdamW's running mean of a parameter's gradient, like {@link #parameter}. */
    FloatBuffer firstMoment(String name);

    /** AdamW's running mean of a parameter's squared gradient, like {@link #parameter}. */
    FloatBuffer secondMoment(String name);
}
