package dev.smoltulu.graphs.ir;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * ONNX Runtime's fused causal attention, where several query heads share a key head. Queries and keys are rotated
 * already. Shapes: B batch, S new tokens of the longest row, N query heads, K key heads, D head size, a multiple of
 * {@link #HEAD_SIZE_MULTIPLE}.
 *
 * @param heads         N
 * @param kvHeads       K
 * @param scale         the factor of attention scores
 * @param lastPositions each row's last position: its tokens, cached ones included, less one; int32 [B]
 * @param totalLength   tokens of the longest row, cached ones included, int32 [1] or scalar
 */
public record GroupQueryAttention(
        Graph graph, int heads, int kvHeads, float scale, Value lastPositions, Value totalLength) {

    /** The kernel takes heads of a multiple of this size only. */
    public static final int HEAD_SIZE_MULTIPLE = 8;

    /**
     * Attention without a cache.
     *
     * @param q    [B, S, N * D]
     * @param k    [B, S, K * D]
     * @param v    [B, S, K * D]
     * @param bias added to the scores before the softmax, [B, 1, S, S]
     * @return [B, S, N * D]
     */
    public Value attend(Value q, Value k, Value v, Value bias) {
        Dim headSize = Dim.of(k.shape().dim(2).size() / kvHeads);
        TensorType keys = new TensorType(
                k.type(), Shape.of(k.shape().dim(0), Dim.of(kvHeads), k.shape().dim(1), headSize));
        // The kernel writes its cache, outputs 1 and 2, even where nobody reads it.
        return apply(
                        Arrays.asList(q, k, v, null, null, lastPositions, totalLength, null, null, null, bias),
                        List.of(TensorType.of(q), keys, keys))
                .get(0);
    }

    /**
     * Attention of new tokens to a cache and to themselves, whose keys and values are written into the cache. The
     * present must be bound to the past's own memory. Rows with several new tokens must either be new (S equals the
     * total length; they may differ in length) or be the only row.
     *
     * @param q         [B, S, N * D]
     * @param k         [B, S, K * D]
     * @param v         [B, S, K * D]
     * @param pastKey   [B, K, capacity, D]
     * @param pastValue [B, K, capacity, D]
     * @return (attended [B, S, N * D], present key, present value)
     */
    public List<Value> attend(Value q, Value k, Value v, Value pastKey, Value pastValue) {
        return apply(List.of(q, k, v, pastKey, pastValue, lastPositions, totalLength), List.of());
    }

    /** Like {@link #attend(Value, Value, Value, Value, Value)}; the present is another tensor, of this shape. */
    public List<Value> attend(Value q, Value k, Value v, Value pastKey, Value pastValue, Shape present) {
        TensorType cache = new TensorType(pastKey.type(), present);
        return apply(
                List.of(q, k, v, pastKey, pastValue, lastPositions, totalLength),
                List.of(TensorType.of(q), cache, cache));
    }

    private List<Value> apply(List<Value> operands, List<TensorType> results) {
        Map<String, Attribute> attributes = Map.of(
                "num_heads", new Attribute.Int(heads),
                "kv_num_heads", new Attribute.Int(kvHeads),
                "scale", new Attribute.Real(scale));
        return graph.applyAll(Op.GROUP_QUERY_ATTENTION, attributes, operands, results, null);
    }
}
