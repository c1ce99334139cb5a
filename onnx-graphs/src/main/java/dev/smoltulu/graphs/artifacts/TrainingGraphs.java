package dev.smoltulu.graphs.artifacts;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.gradient.ReverseMode;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaDecoder;
import dev.smoltulu.graphs.llama.ModelValues;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.graphs.precision.MixedPrecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The training and evaluation graphs in the layout of ONNX Runtime's on-device training: parameters and gradient
 * buffers are inputs, found by name; gradients are added to their buffers in place.
 */
public final class TrainingGraphs {

    /** Output 0 of both graphs: the loss, a scalar. */
    public static final String LOSS = "loss";
    /** Output of both graphs where the objective scores sequences or tokens: one number each, float. */
    public static final String SCORES = "scores";
    /** Output of both graphs where the objective has it: the entropy at each scored token's place in nats, float. */
    public static final String ENTROPIES = "entropies";
    /** Output of the training graph: global L2 norm of all that the buffers hold after this step, a scalar. */
    public static final String GRADIENT_NORM = "grad_norm";
    /** bool [1]: overwrite the gradient buffers instead of adding to them. */
    public static final String RESET = "lazy_reset_grad";
    /** After a parameter's name: its gradient buffer. */
    public static final String BUFFER_SUFFIX = "_grad.accumulation.buffer";
    /** After a parameter's name: the flag that its buffer was written. */
    public static final String UPDATED_SUFFIX = "_grad.accumulation.out";

    /**
     * The parameters of the graphs.
     *
     * @param objective             the loss
     * @param maxPositions          longest sequence that will be fed, in tokens
     * @param headChunks            parts the head and the loss are computed in
     * @param gradientCheckpointing whether layers are computed again in the backward pass to save memory
     * @param bf16                  whether matrices are multiplied in bfloat16, see {@link MixedPrecision}
     */
    public record Options(
            TrainingObjective objective,
            int maxPositions,
            int headChunks,
            boolean gradientCheckpointing,
            boolean bf16) {

        public Options {
            if (maxPositions < 1 || headChunks < 1) {
                throw new IllegalArgumentException("maxPositions and headChunks are at least 1");
            }
        }

        /** In fp32. */
        public Options(TrainingObjective objective, int maxPositions, int headChunks, boolean gradientCheckpointing) {
            this(objective, maxPositions, headChunks, gradientCheckpointing, false);
        }

        /** The same for another objective. */
        public Options with(TrainingObjective other) {
            return new Options(other, maxPositions, headChunks, gradientCheckpointing, bf16);
        }

        /** The same with matrix multiplication in bfloat16. */
        public Options inBf16() {
            return new Options(objective, maxPositions, headChunks, gradientCheckpointing, true);
        }

        /** For supervised finetuning, in fp32. */
        public Options(int maxPositions, int headChunks, boolean gradientCheckpointing) {
            this(new SftObjective(), maxPositions, headChunks, gradientCheckpointing);
        }
    }

    private TrainingGraphs() {}

    /** Forward pass only: user inputs and parameters to the loss. */
    public static Graph evaluation(LlamaConfig config, Options options) {
        Graph graph = new Graph("smoltulu_eval");
        Inputs inputs = Inputs.declare(graph, config, options);
        output(graph, inputs.result(graph, config, options));
        graph.placeAnchors();
        return options.bf16() ? MixedPrecision.of(graph) : graph;
    }

    /** Forward and backward pass: also adds every parameter's gradient to its buffer. */
    public static Graph training(LlamaConfig config, Options options) {
        Graph graph = new Graph("smoltulu_training");
        Operators ops = new Operators(graph);
        Inputs inputs = Inputs.declare(graph, config, options);
        TrainingObjective.Result result = inputs.result(graph, config, options);
        output(graph, result);
        List<Value> parameters = inputs.parameters().all();
        Map<Value, Value> gradients = graph.scoped(
                "backward",
                () -> ReverseMode.gradients(
                        graph,
                        result.loss(),
                        ops.scalar(DataType.FLOAT, 1),
                        parameters,
                        options.gradientCheckpointing()));
        List<Value> buffers = accumulate(graph, parameters, gradients);
        graph.output(GRADIENT_NORM, graph.scoped("norm", () -> globalNorm(ops, buffers)));
        graph.pruneDeadNodes();
        graph.placeAnchors();
        return options.bf16() ? MixedPrecision.of(graph) : graph;
    }

    private static void output(Graph graph, TrainingObjective.Result result) {
        graph.output(LOSS, result.loss());
        result.scores().ifPresent(scores -> graph.output(SCORES, scores));
        result.entropies().ifPresent(entropies -> graph.output(ENTROPIES, entropies));
    }

    /**
     * Adds the gradients to their buffers; returns the buffers as they are afterwards. ONNX Runtime runs nodes in the
     * order of a depth-first search from the last consumer backwards: with the accumulators in model order, the last
     * layer's run first, each right after the gradient it consumes.
     */
    private static List<Value> accumulate(Graph graph, List<Value> parameters, Map<Value, Value> gradients) {
        List<Value> buffers = parameters.stream()
                .map(parameter -> graph.input(parameter.name() + BUFFER_SUFFIX, parameter.type(), parameter.shape()))
                .toList();
        Value reset = graph.input(RESET, DataType.BOOL, Shape.of(1));
        List<Value> sums = new ArrayList<>();
        for (int i = 0; i < buffers.size(); i++) {
            String name = parameters.get(i).name();
            List<Value> results = graph.applyAll(
                    Op.IN_PLACE_ACCUMULATOR,
                    Map.of(),
                    List.of(buffers.get(i), gradients.get(parameters.get(i)), reset),
                    List.of(),
                    List.of(name + UPDATED_SUFFIX, name + "_sum"));
            graph.output(name + UPDATED_SUFFIX, results.get(0));
            sums.add(results.get(1));
        }
        return sums;
    }

    /** Rows are summed one by one, so the result does not depend on the number of threads. */
    private static Value globalNorm(Operators ops, List<Value> tensors) {
        List<Value> squares = new ArrayList<>();
        for (Value tensor : tensors) {
            Value rows = tensor.shape().rank() == 1 ? tensor : ops.reduceSumSquare(tensor, false, -1);
            squares.add(rows == tensor ? ops.reduceSumSquare(rows, true, 0) : ops.reduceSum(rows, true, 0));
        }
        return ops.sqrt(ops.sumAll(ops.concat(squares, 0, Shape.of((long) squares.size()))));
    }

    private record Inputs(TokenInputs tokens, TrainingObjective.Loss loss, ModelValues parameters) {

        static Inputs declare(Graph graph, LlamaConfig config, Options options) {
            TokenInputs tokens =
                    options.objective().sharesPrefixes() ? TokenInputs.declareTrees(graph) : TokenInputs.declare(graph);
            return new Inputs(
                    tokens,
                    options.objective().declare(graph, options.headChunks()),
                    ModelValues.declare(graph, config, DataType.FLOAT));
        }

        TrainingObjective.Result result(Graph graph, LlamaConfig config, Options options) {
            return loss.of(
                    LlamaDecoder.trainable(graph, config, parameters, tokens, options.maxPositions()), parameters);
        }
    }
}
