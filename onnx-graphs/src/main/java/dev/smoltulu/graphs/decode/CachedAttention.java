package dev.smoltulu.graphs.decode;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.Attention;
import dev.smoltulu.graphs.llama.FusedHeads;
import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.List;

/**
 * Fused attention of new tokens to the keys and values of those before them, which a cache keeps for each layer as
 * [batch, key heads, capacity, head size]. Each layer declares its caches as inputs and gives them back as outputs.
 * Heads of a size that the kernel refuses are widened with zeros, which change no product.
 */
final class CachedAttention implements Attention {

    private static final Dim CAPACITY = Dim.named("capacity");

    private final Graph graph;
    private final Operators ops;
    private final LlamaConfig config;
    private final TokenInputs tokens;
    private final DataType type;
    private final Value lastPositions;
    private final Value totalLength;
    private final FusedHeads heads;

    /**
     * Attention for {@code tokens}.
     *
     * @param lastPositions the position of each row's last token, int32 [batch]
     * @param totalLength   tokens of the longest row, cached ones included, int32 scalar
     */
    CachedAttention(
            Operators ops,
            LlamaConfig config,
            TokenInputs tokens,
            DataType type,
            Value lastPositions,
            Value totalLength) {
        this.graph = ops.graph();
        this.ops = ops;
        this.config = config;
        this.tokens = tokens;
        this.type = type;
        this.lastPositions = lastPositions;
        this.totalLength = totalLength;
        this.heads = new FusedHeads(ops, config, type);
    }

    @Override
    public Value attend(int layer, Value q, Value k, Value v) {
        Shape cache = Shape.of(TokenInputs.BATCH, Dim.of(config.kvHeads()), CAPACITY, Dim.of(FusedHeads.size(config)));
        Value pastKey = graph.input(DecodeGraph.pastKey(layer), type, cache);
        Value pastValue = graph.input(DecodeGraph.pastValue(layer), type, cache);
        List<Value> results = ops.groupQueryAttention(
                toSlots(heads.widen(q)),
                toSlots(heads.widen(k)),
                toSlots(heads.widen(v)),
                pastKey,
                pastValue,
                lastPositions,
                totalLength,
                config.heads(),
                config.kvHeads(),
                heads.scale());
        graph.output(DecodeGraph.presentKey(layer), results.get(1));
        graph.output(DecodeGraph.presentValue(layer), results.get(2));
        return heads.narrow(toTokens(results.get(0)));
    }

    /** [tokens, width] to [batch, sequence, width]. */
    private Value toSlots(Value x) {
        return ops.gather(x, tokens.slotTokens(), 0);
    }

    /** [batch, sequence, width] to [tokens, width]. */
    private Value toTokens(Value slots) {
        Dim all = TokenInputs.BATCH.times(TokenInputs.SEQUENCE);
        Value rows = ops.reshape(slots, Shape.of(all, slots.shape().dim(2)));
        return ops.gather(rows, tokens.tokenSlots(), 0);
    }
}
