package dev.smoltulu.graphs.optimizer;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.List;

/**
 * Every gradient times one number. Clipping by the global norm needs it where the norm is known already, as
 * torch.nn.utils.clip_grad_norm_ defines the number.
 */
public final class GradientScaling {

    /** The number's input, float scalar. The other inputs are called as the parameters. */
    public static final String COEFFICIENT = "coefficient";
    /** After a parameter's name: the output for its gradient, which may be the input's own memory. */
    public static final String SCALED_SUFFIX = ".scaled";

    private GradientScaling() {}

    public static Graph graph(List<ParameterSpec> parameters) {
        Graph graph = new Graph("smoltulu_gradient_scaling");
        Operators ops = new Operators(graph);
        Value coefficient = graph.input(COEFFICIENT, DataType.FLOAT, Shape.SCALAR);
        for (ParameterSpec parameter : parameters) {
            Value gradient = graph.input(parameter.name(), DataType.FLOAT, Shape.of(parameter.dims()));
            graph.output(parameter.name() + SCALED_SUFFIX, ops.mul(gradient, coefficient));
        }
        return graph;
    }

    /** What gradients of global norm {@code norm} are multiplied by to be of norm {@code maxNorm} at most. */
    public static double coefficient(double norm, double maxNorm) {
        return Math.min(1, maxNorm / (norm + 1e-6));
    }
}
