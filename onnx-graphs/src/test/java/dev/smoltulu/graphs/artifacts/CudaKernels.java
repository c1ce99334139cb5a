package dev.smoltulu.graphs.artifacts;

import static dev.smoltulu.graphs.ir.DataType.BFLOAT16;
import static dev.smoltulu.graphs.ir.DataType.DOUBLE;
import static dev.smoltulu.graphs.ir.DataType.FLOAT;
import static dev.smoltulu.graphs.ir.DataType.FLOAT16;
import static dev.smoltulu.graphs.ir.DataType.INT64;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import java.util.Set;

/**
 * For which element types the CUDA provider of ONNX Runtime 1.24.1 has a kernel, of the operators that the graphs
 * of training and inference have, at opset 18: as its kernel registry says. The type is that of the first input.
 */
final class CudaKernels {

    private static final Set<DataType> ANY = Set.of(DataType.values());
    private static final Set<DataType> NARROW_AND_WIDE = Set.of(FLOAT, DOUBLE, BFLOAT16);
    private static final Set<DataType> NUMBERS = Set.of(FLOAT, DOUBLE, BFLOAT16, INT64);

    private CudaKernels() {}

    /** Whether there is a kernel for the node on the GPU. */
    static boolean has(Node node) {
        // Fused attention refuses a mask there.
        boolean masked = node.op() == Op.GROUP_QUERY_ATTENTION && node.input(10) != null;
        return types(node.op()).contains(node.input(0).type()) && !masked;
    }

    private static Set<DataType> types(Op op) {
        return switch (op) {
            case ADD, SUB, MUL, DIV, NEG, LESS_OR_EQUAL, REDUCE_SUM -> NUMBERS;
            case EXP,
                    SQRT,
                    SIGMOID,
                    SOFTPLUS,
                    MATMUL,
                    FUSED_MATMUL,
                    GEMM,
                    SOFTMAX,
                    LOG_SOFTMAX,
                    QUICK_GELU,
                    QUICK_GELU_GRAD,
                    REDUCE_MEAN,
                    REDUCE_SUM_SQUARE,
                    SIMPLIFIED_LAYER_NORMALIZATION -> NARROW_AND_WIDE;
            case ROTARY_EMBEDDING -> Set.of(FLOAT, BFLOAT16);
            case LOG -> Set.of(FLOAT, DOUBLE);
            // The sum of gradients and AdamW have no narrow kernel.
            case IN_PLACE_ACCUMULATOR, ADAMW, CLIP_GRAD_NORM, ARG_MAX -> Set.of(FLOAT);
            case CAST,
                    WHERE,
                    IDENTITY,
                    RESHAPE,
                    TRANSPOSE,
                    EXPAND,
                    GATHER,
                    GATHER_ELEMENTS,
                    SCATTER_ELEMENTS,
                    CONCAT,
                    SLICE,
                    SPLIT,
                    CONSTANT_OF_SHAPE -> ANY;
            // The registry names no types: these are what the kernels' declarations allow.
            case MAX, CLIP, CUM_SUM, TOP_K -> Set.of(FLOAT, DOUBLE, INT64);
            case GROUP_QUERY_ATTENTION -> Set.of(FLOAT16, BFLOAT16);
            // Of shapes and counts: the provider takes them, and leaves small ones to the processor.
            case SHAPE, RANGE -> ANY;
            // Part of neither: nobody looked.
            default -> Set.of();
        };
    }
}
