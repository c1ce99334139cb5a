package dev.smoltulu.graphs.precision;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.List;

/** Copies of a model's fp32 weights in the type of matrix multiplications. The norms' scales stay in fp32. */
public final class WeightCast {

    private WeightCast() {}

    /** The parameters that are copied where matrices are multiplied in {@code type}. */
    public static List<ParameterSpec> copied(LlamaConfig config, DataType type) {
        return LlamaParameters.of(config).stream()
                .filter(spec -> spec.type(type) != DataType.FLOAT)
                .toList();
    }

    /** The name of the output that is the copy of {@code parameter}. */
    public static String copy(String parameter) {
        return parameter + "_copy";
    }

    /** The graph: each copied parameter is an input by its Hugging Face name. */
    public static Graph graph(LlamaConfig config, DataType type) {
        Graph graph = new Graph("smoltulu_weight_cast");
        Operators ops = new Operators(graph);
        copied(config, type)
                .forEach(spec -> graph.output(
                        copy(spec.name()),
                        ops.cast(graph.input(spec.name(), DataType.FLOAT, Shape.of(spec.dims())), type)));
        return graph;
    }
}
