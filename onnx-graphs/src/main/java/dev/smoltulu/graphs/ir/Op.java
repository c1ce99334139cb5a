package dev.smoltulu.graphs.ir;

import static dev.smoltulu.graphs.ir.Attribute.Kind.INT;
import static dev.smoltulu.graphs.ir.Attribute.Kind.INTS;
import static dev.smoltulu.graphs.ir.Attribute.Kind.REAL;
import static dev.smoltulu.graphs.ir.Attribute.Kind.TEXT;

import java.util.List;
import java.util.Map;

/**
 * The operators a graph may use: ONNX's own (as of opset 18, see {@link OperatorSet}) and the {@code com.microsoft}
 * ones of ONNX Runtime's training build. Each knows how many inputs and outputs it takes, which attributes, and the
 * shapes of its outputs.
 */
public enum Op {
    // Elementwise, with broadcasting.
    ADD("Add", 2, ShapeInference::broadcast),
    SUB("Sub", 2, ShapeInference::broadcast),
    MUL("Mul", 2, ShapeInference::broadcast),
    DIV("Div", 2, ShapeInference::broadcast),
    MAX("Max", 2, ShapeInference::broadcast),
    LESS_OR_EQUAL("LessOrEqual", 2, ShapeInference::comparison),
    WHERE("Where", 3, ShapeInference::where),
    // Elementwise, one input.
    NEG("Neg", 1, ShapeInference::same),
    EXP("Exp", 1, ShapeInference::same),
    LOG("Log", 1, ShapeInference::same),
    SQRT("Sqrt", 1, ShapeInference::same),
    SIGMOID("Sigmoid", 1, ShapeInference::same),
    SOFTPLUS("Softplus", 1, ShapeInference::same),
    IDENTITY("Identity", 1, ShapeInference::same),
    CLIP("Clip", 3, ShapeInference::clip),
    CAST("Cast", 1, ShapeInference::cast, Map.of("to", INT)),
    // Data movement.
    RESHAPE("Reshape", 2, ShapeInference::declared),
    TRANSPOSE("Transpose", 1, ShapeInference::transpose, Map.of("perm", INTS)),
    EXPAND("Expand", 2, ShapeInference::declared),
    GATHER("Gather", 2, ShapeInference::gather, Map.of("axis", INT)),
    GATHER_ELEMENTS("GatherElements", 2, ShapeInference::gatherElements, Map.of("axis", INT)),
    SCATTER_ELEMENTS("ScatterElements", 3, ShapeInference::same, Map.of("axis", INT, "reduction", TEXT)),
    CONCAT("Concat", "", 1, Integer.MAX_VALUE, 1, ShapeInference::concat, Map.of("axis", INT)),
    SLICE("Slice", "", 3, 5, 1, ShapeInference::declared),
    SPLIT("Split", "", 1, 2, Integer.MAX_VALUE, ShapeInference::declared, Map.of("axis", INT, "num_outputs", INT)),
    SHAPE("Shape", 1, ShapeInference::shape, Map.of("start", INT, "end", INT)),
    RANGE("Range", 3, ShapeInference::declared),
    CONSTANT_OF_SHAPE("ConstantOfShape", 1, ShapeInference::declared),
    // Reductions; the axes are the second input.
    REDUCE_SUM("ReduceSum", 2, ShapeInference::declared, Map.of("keepdims", INT)),
    REDUCE_MEAN("ReduceMean", 2, ShapeInference::declared, Map.of("keepdims", INT)),
    REDUCE_SUM_SQUARE("ReduceSumSquare", 2, ShapeInference::declared, Map.of("keepdims", INT)),
    ARG_MAX("ArgMax", 1, ShapeInference::argMax, Map.of("axis", INT, "keepdims", INT)),
    CUM_SUM("CumSum", 2, ShapeInference::same, Map.of("exclusive", INT)),
    TOP_K("TopK", "", 2, 2, 2, ShapeInference::declared, Map.of("axis", INT)),
    // Matrix multiplication.
    MATMUL("MatMul", 2, ShapeInference::matMul),
    FUSED_MATMUL(
            "FusedMatMul",
            "com.microsoft",
            2,
            2,
            1,
            ShapeInference::matMul,
            Map.of("transA", INT, "transB", INT, "alpha", REAL)),
    GEMM("Gemm", "", 2, 3, 1, ShapeInference::gemm, Map.of("transA", INT, "transB", INT, "alpha", REAL, "beta", REAL)),
    // Neural network parts.
    SOFTMAX("Softmax", 1, ShapeInference::same, Map.of("axis", INT)),
    LOG_SOFTMAX("LogSoftmax", 1, ShapeInference::same, Map.of("axis", INT)),
    SIMPLIFIED_LAYER_NORMALIZATION(
            "SimplifiedLayerNormalization",
            "",
            2,
            2,
            2,
            ShapeInference::rmsNorm,
            Map.of("axis", INT, "epsilon", REAL, "stash_type", INT)),
    QUICK_GELU("QuickGelu", "com.microsoft", 1, 1, 1, ShapeInference::same, Map.of("alpha", REAL)),
    QUICK_GELU_GRAD("QuickGeluGrad", "com.microsoft", 2, 2, 1, ShapeInference::same, Map.of("alpha", REAL)),
    ROTARY_EMBEDDING(
            "RotaryEmbedding",
            "com.microsoft",
            4,
            4,
            1,
            ShapeInference::same,
            Map.of("num_heads", INT, "rotary_embedding_dim", INT, "interleaved", INT)),
    SKIP_SIMPLIFIED_LAYER_NORMALIZATION(
            "SkipSimplifiedLayerNormalization",
            "com.microsoft",
            3,
            4,
            4,
            ShapeInference::declared,
            Map.of("epsilon", REAL)),
    GROUP_QUERY_ATTENTION(
            "GroupQueryAttention",
            "com.microsoft",
            3,
            12,
            3,
            ShapeInference::groupQueryAttention,
            Map.of("num_heads", INT, "kv_num_heads", INT, "scale", REAL)),
    // Quantised weights.
    DYNAMIC_QUANTIZE_LINEAR("DynamicQuantizeLinear", "", 1, 1, 3, ShapeInference::dynamicQuantizeLinear),
    MATMUL_INTEGER("MatMulInteger", "", 2, 4, 1, ShapeInference::matMulInteger),
    MATMUL_NBITS(
            "MatMulNBits",
            "com.microsoft",
            3,
            6,
            1,
            ShapeInference::matMulNBits,
            Map.of("K", INT, "N", INT, "bits", INT, "block_size", INT, "accuracy_level", INT)),
    // On-device training.
    IN_PLACE_ACCUMULATOR("InPlaceAccumulatorV2", "com.microsoft", 3, 3, 2, ShapeInference::accumulator),
    CLIP_GRAD_NORM(
            "InplaceClipGradNorm",
            "com.microsoft",
            1,
            1,
            1,
            ShapeInference::sequence,
            Map.of("max_norm", REAL, "norm_type", TEXT)),
    ADAMW(
            "AdamWOptimizer",
            "com.microsoft",
            6,
            7,
            1,
            ShapeInference::flag,
            Map.of(
                    "alpha",
                    REAL,
                    "beta",
                    REAL,
                    "epsilon",
                    REAL,
                    "weight_decay",
                    REAL,
                    "adam_mode",
                    INT,
                    "correct_bias",
                    INT));

    private final String opName;
    private final String domain;
    private final int minInputs;
    private final int maxInputs;
    private final int maxOutputs;
    private final ShapeInference.Rule inference;
    private final Map<String, Attribute.Kind> attributes;

    Op(String opName, int inputs, ShapeInference.Rule inference) {
        this(opName, inputs, inference, Map.of());
    }

    Op(String opName, int inputs, ShapeInference.Rule inference, Map<String, Attribute.Kind> attributes) {
        this(opName, "", inputs, inputs, 1, inference, attributes);
    }

    Op(String opName, String domain, int minInputs, int maxInputs, int maxOutputs, ShapeInference.Rule inference) {
        this(opName, domain, minInputs, maxInputs, maxOutputs, inference, Map.of());
    }

    Op(
            String opName,
            String domain,
            int minInputs,
            int maxInputs,
            int maxOutputs,
            ShapeInference.Rule inference,
            Map<String, Attribute.Kind> attributes) {
        this.opName = opName;
        this.domain = domain;
        this.minInputs = minInputs;
        this.maxInputs = maxInputs;
        this.maxOutputs = maxOutputs;
        this.inference = inference;
        this.attributes = attributes;
    }

    /** The {@code op_type} in ONNX files. */
    public String opName() {
        return opName;
    }

    /** The operator set's domain; empty for ONNX's own. */
    public String domain() {
        return domain;
    }

    /** The maximum of outputs per node. */
    public int maxOutputs() {
        return maxOutputs;
    }

    /** Checks a call against the catalogue; returns the types and shapes of its outputs. */
    List<TensorType> check(String node, List<Value> inputs, Map<String, Attribute> given, List<TensorType> declared) {
        if (inputs.size() < minInputs || inputs.size() > maxInputs) {
            String expected = minInputs == maxInputs ? "" + minInputs : minInputs + " to " + maxInputs;
            throw fault(node, "takes " + expected + " inputs, not " + inputs.size());
        }
        for (int i = 0; i < minInputs; i++) {
            if (inputs.get(i) == null) {
                throw fault(node, "needs its input " + i);
            }
        }
        given.forEach((key, value) -> {
            Attribute.Kind kind = attributes.get(key);
            if (kind == null) {
                throw fault(node, "has no attribute '" + key + "'");
            }
            if (kind != value.kind()) {
                throw fault(node, "takes " + kind + " for '" + key + "', not " + value.kind());
            }
        });
        List<TensorType> results;
        try {
            results = inference.infer(inputs, given, declared);
        } catch (IllegalArgumentException e) {
            throw fault(node, e.getMessage());
        }
        if (results.size() > maxOutputs) {
            throw fault(node, "gives at most " + maxOutputs + " outputs, not " + results.size());
        }
        return results;
    }

    private IllegalArgumentException fault(String node, String what) {
        return new IllegalArgumentException("operator " + opName + " (node '" + node + "') " + what);
    }
}
