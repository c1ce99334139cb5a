package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Value;

/**
 * The Llama decoder (Touvron et al., arXiv 2302.13971; transformers' {@code LlamaModel}) over packed tokens: everything
 * but attention works on [tokens, hidden]. Each layer is one recomputation segment.
 *
 * <p>Where the parameters are in a 16-bit type, products, rotation and activation are in it too; the residual stream
 * and its norms are in fp32.
 */
public final class LlamaDecoder {

    private final Graph graph;
    private final Operators ops;
    private final LlamaConfig config;
    private final ModelValues parameters;
    private final TokenInputs tokens;
    private final Rotary rotary;
    private final Attention attention;
    private final SwiGlu swiGlu;

    /**
     * A decoder with {@link CausalAttention}, which can be trained.
     *
     * @param maxPositions positions that may occur: the longest sequence trained or scored
     */
    public LlamaDecoder(Graph graph, LlamaConfig config, ModelValues parameters, TokenInputs tokens, int maxPositions) {
        this(
                graph,
                config,
                parameters,
                tokens,
                rotary(graph, config, parameters, tokens, maxPositions),
                widened(
                        new Operators(graph),
                        parameters.embedding().type(),
                        new CausalAttention(
                                new Operators(graph),
                                config,
                                tokens,
                                parameters.embedding().type().wide(),
                                QueryBlocks.of(maxPositions))));
    }

    /** {@code attention}, which is in fp32, between queries, keys and values of {@code type}. */
    private static Attention widened(Operators ops, DataType type, Attention attention) {
        DataType wide = type.wide();
        return (layer, q, k, v) ->
                ops.cast(attention.attend(layer, ops.cast(q, wide), ops.cast(k, wide), ops.cast(v, wide)), type);
    }

    /** A decoder whose layers attend by {@code attention}; the other parameters as above. */
    public LlamaDecoder(
            Graph graph,
            LlamaConfig config,
            ModelValues parameters,
            TokenInputs tokens,
            int maxPositions,
            Attention attention) {
        this(graph, config, parameters, tokens, rotary(graph, config, parameters, tokens, maxPositions), attention);
    }

    private LlamaDecoder(
            Graph graph,
            LlamaConfig config,
            ModelValues parameters,
            TokenInputs tokens,
            Rotary rotary,
            Attention attention) {
        this.graph = graph;
        this.ops = new Operators(graph);
        this.config = config;
        this.parameters = parameters;
        this.tokens = tokens;
        this.rotary = rotary;
        this.attention = attention;
        this.swiGlu = new SwiGlu(ops);
    }

    private static Rotary rotary(
            Graph graph, LlamaConfig config, ModelValues parameters, TokenInputs tokens, int maxPositions) {
        return Rotary.of(
                new Operators(graph),
                config,
                maxPositions,
                tokens.positions(),
                parameters.embedding().type());
    }

    /** The last layer's output before the final normalisation, [tokens, hidden]. */
    public Value hiddenStates() {
        Value x = graph.scoped("embed", () -> wide(ops.gather(parameters.embedding(), tokens.ids(), 0)));
        for (int layer = 0; layer < config.layers(); layer++) {
            x = layer(layer, x);
        }
        return x;
    }

    /** The final normalisation of some rows of {@link #hiddenStates}, in the parameters' type. */
    public Value finalNorm(Value rows) {
        return graph.scoped("final_norm", () -> norm(rows, "model.norm"));
    }

    private Value layer(int index, Value x) {
        String prefix = "model.layers." + index + ".";
        return graph.segment(index, "layers." + index, () -> {
            Value taken = attention(index, norm(x, prefix + "input_layernorm"), prefix + "self_attn.");
            Value attended = ops.add(x, wide(taken));
            Value normed = norm(attended, prefix + "post_attention_layernorm");
            return ops.add(attended, wide(mlp(normed, prefix + "mlp.")));
        });
    }

    private Value attention(int layer, Value x, String prefix) {
        Value q = rotary.rotate(linear(x, prefix + "q_proj"), config.heads());
        Value k = rotary.rotate(linear(x, prefix + "k_proj"), config.kvHeads());
        Value v = linear(x, prefix + "v_proj");
        return linear(attention.attend(layer, q, k, v), prefix + "o_proj");
    }

    private Value mlp(Value x, String prefix) {
        Value product = swiGlu.project(
                linear(x, prefix + "gate_proj"),
                linear(x, prefix + "up_proj"),
                parameters.get(prefix + "down_proj.weight"));
        return withBias(product, prefix + "down_proj");
    }

    private Value norm(Value x, String parameter) {
        Value normed = ops.rmsNorm(x, parameters.get(parameter + ".weight"), config.rmsNormEps())
                .get(0);
        return ops.cast(normed, parameters.embedding().type());
    }

    private Value wide(Value x) {
        return ops.cast(x, x.type().wide());
    }

    /** x W' + b, with W [outputs, inputs] as Hugging Face stores it. */
    private Value linear(Value x, String parameter) {
        return withBias(ops.matMul(x, false, parameters.get(parameter + ".weight"), true, 1f), parameter);
    }

    private Value withBias(Value product, String parameter) {
        Value bias = parameters.find(parameter + ".bias");
        return bias == null ? product : ops.add(product, bias);
    }
}
