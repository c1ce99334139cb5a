package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The model's parameters as inputs of a graph, by their Hugging Face names and in model order. */
public final class ModelValues {

    private final Map<String, Value> values;
    private final boolean tied;

    private ModelValues(Map<String, Value> values, boolean tied) {
        this.values = values;
        this.tied = tied;
    }

    /**
     * Declares every parameter of {@code config} as an input.
     *
     * @param type what products are computed in, and the element type of all but the norms' scales, which have
     *             {@link DataType#wide}
     */
    public static ModelValues declare(Graph graph, LlamaConfig config, DataType type) {
        return declare(config, spec -> graph.input(spec.name(), spec.type(type), Shape.of(spec.dims())));
    }

    /** Declares every parameter as {@link #declare} does, but as a weight, which never changes once it is loaded. */
    public static ModelValues declareFixed(Graph graph, LlamaConfig config, DataType type) {
        return declare(config, spec -> graph.weight(spec.name(), spec.type(type), Shape.of(spec.dims())));
    }

    private static ModelValues declare(LlamaConfig config, Function<ParameterSpec, Value> declaration) {
        Map<String, Value> values = new LinkedHashMap<>();
        for (ParameterSpec spec : LlamaParameters.of(config)) {
            values.put(spec.name(), declaration.apply(spec));
        }
        return new ModelValues(values, config.tieWordEmbeddings());
    }

    /** The parameter called {@code name}, or null if the model has none of that name (a bias). */
    public Value find(String name) {
        return values.get(name);
    }

    public Value get(String name) {
        Value value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("the model has no parameter '" + name + "'");
        }
        return value;
    }

    public Value embedding() {
        return get("model.embed_tokens.weight");
    }

    /** The output head, [vocabulary, hidden]: the embedding itself where the two are tied. */
    public Value head() {
        return tied ? embedding() : get("lm_head.weight");
    }

    public List<Value> all() {
        return List.copyOf(values.values());
    }
}
