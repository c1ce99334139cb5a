package dev.smoltulu.graphs.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/** Cosines and sines of all the model's positions, each [positions, headDim / 2]. */
record RotaryTables(Value cos, Value sin) {

    static RotaryTables of(Graph graph, LlamaConfig config, DataType type) {
        double[] frequencies = config.inverseFrequencies();
        int positions = config.maxPositions();
        double[] cos = new double[positions * frequencies.length];
        double[] sin = new double[cos.length];
        for (int position = 0; position < positions; position++) {
            for (int i = 0; i < frequencies.length; i++) {
                // The angle is a float product, as in transformers, whose tables this must equal.
                double angle = (float) position * (float) frequencies[i];
                cos[position * frequencies.length + i] = Math.cos(angle);
                sin[position * frequencies.length + i] = Math.sin(angle);
            }
        }
        Shape shape = Shape.of(positions, frequencies.length);
        return new RotaryTables(
                graph.constant("rotary_cos", Constant.real(type, shape, cos)),
                graph.constant("rotary_sin", Constant.real(type, shape, sin)));
    }
}
