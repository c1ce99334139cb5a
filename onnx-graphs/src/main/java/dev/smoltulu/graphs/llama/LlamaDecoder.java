package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.DecoderBlocks.Residual;
import dev.smoltulu.graphs.llama.DecoderWeights.Projections;

/**
 * The Llama decoder (Touvron et al., arXiv 2302.13971; transformers' {@code LlamaForCausalLM}), the only description of
 * it. With E the embedding and W the head, for each sequence:
 *
 * <pre>
 *   x = E[ids]
 *   for each layer:
 *       x = x + Attention(RMSNorm(x))
 *       x = x + MLP(RMSNorm(x))
 *   logits = RMSNorm(x) W'
 * </pre>
 *
 * Graphs differ in the operators that they emit for it. {@link DecoderWeights} decides how parameters are stored and
 * multiplied by, {@link DecoderBlocks} the rest: {@link ModelValues} and {@link PackedBlocks} make the graphs for
 * training, scoring and generation, the package {@code export} those for other runtimes.
 */
public final class LlamaDecoder {

    private static final String FINAL_NORM = "model.norm";

    private final Graph graph;
    private final LlamaConfig config;
    private final Value ids;
    private final DecoderWeights weights;
    private final DecoderBlocks blocks;

    /**
     * A decoder of one style.
     *
     * @param ids token ids, int64, as {@code weights} takes them
     */
    public LlamaDecoder(Graph graph, LlamaConfig config, Value ids, DecoderWeights weights, DecoderBlocks blocks) {
        this.graph = graph;
        this.config = config;
        this.ids = ids;
        this.weights = weights;
        this.blocks = blocks;
    }

    /**
     * A decoder over packed tokens that can be trained.
     *
     * @param maxPositions positions that may occur: the longest sequence trained or scored
     */
    public static LlamaDecoder trainable(
            Graph graph, LlamaConfig config, ModelValues parameters, TokenInputs tokens, int maxPositions) {
        return new LlamaDecoder(
                graph,
                config,
                tokens.ids(),
                parameters,
                PackedBlocks.trainable(graph, config, parameters.type(), tokens, maxPositions));
    }

    /** The last layer's output before the final norm, [tokens, hidden]. */
    public Value hiddenStates() {
        return layers().sum();
    }

    /** The final norm of some rows of {@link #hiddenStates}, as {@link #logits} takes them. */
    public Value finalNorm(Value rows) {
        return graph.scoped("final_norm", () -> blocks.residual(rows).norm(weights.scale(FINAL_NORM)));
    }

    /** The final norm of all {@link #hiddenStates}, in one with their last addition where the style can. */
    public Value normedStates() {
        return layers().norm(weights.scale(FINAL_NORM));
    }

    /** Logits [rows, vocabulary] of rows after the final norm. */
    public Value logits(Value normed) {
        return weights.logits(normed);
    }

    /** Each layer is one recomputation segment. */
    private Residual layers() {
        Residual x = blocks.residual(graph.scoped("embed", () -> weights.embed(ids)));
        for (int layer = 0; layer < config.layers(); layer++) {
            int index = layer;
            graph.segment(layer, "layers." + layer, () -> layer(index, x));
        }
        return x;
    }

    private Residual layer(int index, Residual x) {
        String name = "model.layers." + index;
        x.add(attention(index, name + ".self_attn", x.norm(weights.scale(name + ".input_layernorm"))));
        x.add(mlp(name + ".mlp", x.norm(weights.scale(name + ".post_attention_layernorm"))));
        return x;
    }

    /** Grouped-query attention with rotary positions: Attention(R(x Wq'), R(x Wk'), x Wv') Wo'. */
    private Value attention(int layer, String name, Value x) {
        String query = name + ".q_proj";
        String key = name + ".k_proj";
        String value = name + ".v_proj";
        Projections projected = weights.project(x, query, key, value);
        Value q = blocks.rotate(projected.by(query), config.heads());
        Value k = blocks.rotate(projected.by(key), config.kvHeads());
        Value v = projected.by(value);
        return weights.linear(blocks.attend(layer, q, k, v), name + ".o_proj");
    }

    /** SwiGLU: (silu(x Wgate') * x Wup') Wdown'. */
    private Value mlp(String name, Value x) {
        String gate = name + ".gate_proj";
        String up = name + ".up_proj";
        Projections projected = weights.project(x, gate, up);
        return weights.gatedLinear(projected.by(gate), projected.by(up), name + ".down_proj");
    }
}
