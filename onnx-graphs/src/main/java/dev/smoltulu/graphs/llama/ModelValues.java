package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A model's parameters as inputs or weights of a graph, in model order and in a floating-point type: those of graphs
 * for training, scoring and generation.
 */
public final class ModelValues implements DecoderWeights {

    private final Operators ops;
    private final Map<String, Value> values;
    private final boolean tied;

    private ModelValues(Operators ops, Map<String, Value> values, boolean tied) {
        this.ops = ops;
        this.values = values;
        this.tied = tied;
    }

    /**
     * Declares every parameter of {@code config} as an input.
     *
     * @param type the type of matrix multiplications and of all parameters but the norms' scales, which are of
     *             {@link DataType#wide}
     */
    public static ModelValues declare(Graph graph, LlamaConfig config, DataType type) {
        return declare(graph, config, spec -> graph.input(spec.name(), spec.type(type), Shape.of(spec.dims())));
    }

    /** Declares every parameter as {@link #declare} does, but as a weight, which never changes once it is loaded. */
    public static ModelValues declareFixed(Graph graph, LlamaConfig config, DataType type) {
        return declare(graph, config, spec -> graph.weight(spec.name(), spec.type(type), Shape.of(spec.dims())));
    }

    private static ModelValues declare(Graph graph, LlamaConfig config, Function<ParameterSpec, Value> declaration) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (ParameterSpec spec : LlamaParameters.of(config)) {
            values.put(spec.name(), declaration.apply(spec));
        }
        return new ModelValues(new Operators(graph), values, config.tieWordEmbeddings());
    }

    /** The parameter of this name; a name that the model lacks is an {@link IllegalArgumentException}. */
    public Value get(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the model has no parameter '" + name + "'");
        }
        return value;
    }

    /** The output head, [vocabulary, hidden]: the embedding itself where the two are tied. */
    public Value head() {
        return tied ? embedding() : get("lm_head.weight");
    }

    /** All parameters, in model order. */
    public List<Value> all() {
        return List.copyOf(values.values());
    }

    /** The type of matrix multiplications. */
    public DataType type() {
        return embedding().type();
    }

    private Value embedding() {
        return get("model.embed_tokens.weight");
    }

    @Override
    public Value embed(Value ids) {
        return ops.cast(ops.gather(embedding(), ids, 0), type().wide());
    }

    @Override
    public Value scale(String norm) {
        return get(norm + ".weight");
    }

    @Override
    public Projections project(Value x, String... matrices) {
        return matrix -> withBias(ops.matMul(x, false, get(matrix + ".weight"), true, 1f), matrix);
    }

    @Override
    public Value gatedLinear(Value gate, Value up, String matrix) {
        return withBias(SwiGlu.project(ops, gate, up, get(matrix + ".weight")), matrix);
    }

    @Override
    public Value logits(Value x) {
        return ops.matMul(x, false, head(), true, 1f);
    }

    private Value withBias(Value x, String matrix) {
        Value bias = values.get(matrix + ".bias");
        return bias == null ? x : ops.add(x, bias);
    }
}
