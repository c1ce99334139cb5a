package dev.smoltulu.graphs.optimizer;

import dev.smoltulu.graphs.ir.Attribute;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * AdamW (Loshchilov and Hutter, arXiv 1711.05101) as torch.optim.AdamW computes it, optionally after clipping the
 * gradients by their global norm as torch.nn.utils.clip_grad_norm_ does.
 *
 * @param beta1       decay of the first moment
 * @param beta2       decay of the second moment
 * @param epsilon     added to the root of the second moment
 * @param weightDecay decoupled weight decay, multiplied by the learning rate
 */
public record AdamW(double beta1, double beta2, double epsilon, double weightDecay) {

    /** The graph's inputs, in the order that ONNX Runtime's training session requires. */
    public static final List<String> INPUTS =
            List.of("learning_rate", "step", "params", "gradients", "first_order_moments", "second_order_moments");
    /** The graph's only output, bool [1]. */
    public static final String UPDATED = "updated";

    /**
     * The optimizer's graph; its sequences are updated in place.
     *
     * @param maxGradNorm the norm that gradients are scaled down to, if any
     */
    public Graph graph(OptionalDouble maxGradNorm) {
        Graph graph = new Graph("smoltulu_optimizer");
        Value learningRate = graph.input(INPUTS.get(0), DataType.FLOAT, Shape.of(1));
        Value step = graph.input(INPUTS.get(1), DataType.INT64, Shape.of(1));
        Value parameters = graph.sequenceInput(INPUTS.get(2), DataType.FLOAT);
        Value gradients = graph.sequenceInput(INPUTS.get(3), DataType.FLOAT);
        Value first = graph.sequenceInput(INPUTS.get(4), DataType.FLOAT);
        Value second = graph.sequenceInput(INPUTS.get(5), DataType.FLOAT);
        if (maxGradNorm.isPresent()) {
            gradients = graph.apply(
                    Op.CLIP_GRAD_NORM,
                    Map.of(
                            "max_norm", new Attribute.Real((float) maxGradNorm.getAsDouble()),
                            "norm_type", new Attribute.Text("fro")),
                    gradients);
        }
        Map<String, Attribute> attributes = new LinkedHashMap<>();
        attributes.put("alpha", new Attribute.Real((float) beta1));
        attributes.put("beta", new Attribute.Real((float) beta2));
        attributes.put("epsilon", new Attribute.Real((float) epsilon));
        attributes.put("weight_decay", new Attribute.Real((float) weightDecay));
        // Mode 0 is torch's: decay before the update, bias-corrected moments.
        attributes.put("adam_mode", new Attribute.Int(0));
        attributes.put("correct_bias", new Attribute.Int(1));
        graph.output(
                UPDATED, graph.apply(Op.ADAMW, attributes, learningRate, step, parameters, gradients, first, second));
        return graph;
    }
}
