package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.weights.ModelWeights;

/** What one parameter of the checkpoint becomes: the contents of one or more weights of the graph. */
@FunctionalInterface
interface WeightContents {

    /** Reads the parameter once and writes its weights in the order of their declaration. */
    void write(ModelWeights checkpoint, TensorSink sink);
}
