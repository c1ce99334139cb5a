package dev.smoltulu.graphs.optimizer;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.List;

/**
 * Multiplies every gradient by one coefficient: gradient clipping where the global norm is known already. The
 * coefficient is that of torch.nn.utils.clip_grad_norm_.
 */
public final class GradientScaling {

    /** Input: the coefficient, a float scalar. The other inputs are the gradients, by the parameters' names. */
    public static final String COEFFICIENT = "coefficient";
    /** After a parameter's name: the output for its gradient, which may be the input's own memory. */
    public static final String SCALED_SUFFIX = ".scaled";

    private GradientScaling() {}

    /** The graph for the gradients of {@code parameters}. */
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

    /** The coefficient that scales gradients of global norm {@code norm} to at most {@code maxNorm}. */
    public static double coefficient(double norm, double maxNorm) {
        return Math.min(1, maxNorm / (norm + 1e-6));
    }
}
