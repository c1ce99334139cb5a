package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.ir.Value;
import java.nio.ByteBuffer;

/** Takes the contents of initializers, one after the other, little-endian and in row-major order. */
interface TensorSink {

    /** Ends the tensor before and begins this one. */
    void begin(Value tensor);

    /** Takes all remaining bytes as the next of the tensor. */
    void write(ByteBuffer bytes);
}
