package dev.smoltulu.graphs.ir;

/**
 * The version of ONNX's own operator set that a graph needs: the lowest in which every node may be written as it is,
 * with its inputs, attributes and types (ONNX's operators.md and changelog.md).
 */
public final class OperatorSet {

    /** ONNX's own operators in today's shape, with named types, begin here. */
    private static final int FIRST = 7;

    private OperatorSet() {}

    /** The lowest version for all nodes of {@code graph}. */
    public static int lowest(Graph graph) {
        return graph.nodes().stream().mapToInt(OperatorSet::since).max().orElse(FIRST);
    }

    /** The version of the file format that came with an operator set (ONNX's versioning.md). */
    public static int irVersion(int opset) {
        if (opset > 18) {
            throw new IllegalArgumentException("no graph here needs opset " + opset);
        }
        if (opset >= 15) {
            return 8;
        }
        if (opset >= 12) {
            return 7;
        }
        return opset == 11 ? 6 : opset == 10 ? 5 : opset == 9 ? 4 : 3;
    }

    private static int since(Node node) {
        return switch (node.op()) {
            case ADD,
                    SUB,
                    MUL,
                    DIV,
                    NEG,
                    EXP,
                    LOG,
                    SQRT,
                    SIGMOID,
                    SOFTPLUS,
                    IDENTITY,
                    RESHAPE,
                    TRANSPOSE,
                    CONCAT,
                    MATMUL -> FIRST;
            case EXPAND -> 8;
            case WHERE, CAST, CONSTANT_OF_SHAPE -> 9;
            case SLICE, MATMUL_INTEGER -> 10;
            // Negative indices, and Gemm without its third operand.
            case GATHER, GATHER_ELEMENTS, RANGE, DYNAMIC_QUANTIZE_LINEAR, GEMM, CUM_SUM, TOP_K -> 11;
            // With whole numbers.
            case LESS_OR_EQUAL, MAX, CLIP -> 12;
            // Axes as an input, and a softmax of one axis instead of all from there on.
            case REDUCE_SUM, SOFTMAX, LOG_SOFTMAX, ARG_MAX -> 13;
            case SHAPE -> node.attributes().isEmpty() ? FIRST : 15;
            case SPLIT -> node.attributes().containsKey("num_outputs") ? 18 : 13;
            case SCATTER_ELEMENTS, REDUCE_MEAN, REDUCE_SUM_SQUARE -> 18;
            // ONNX Runtime's own, which have one version in every set.
            case SIMPLIFIED_LAYER_NORMALIZATION,
                    FUSED_MATMUL,
                    QUICK_GELU,
                    QUICK_GELU_GRAD,
                    ROTARY_EMBEDDING,
                    SKIP_SIMPLIFIED_LAYER_NORMALIZATION,
                    GROUP_QUERY_ATTENTION,
                    MATMUL_NBITS,
                    IN_PLACE_ACCUMULATOR,
                    CLIP_GRAD_NORM,
                    ADAMW -> FIRST;
        };
    }
}
