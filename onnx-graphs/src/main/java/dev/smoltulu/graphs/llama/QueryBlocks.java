package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Constant;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The query slots of causal attention, cut into blocks of equal size but for rounding. A block looks only at the keys
 * up to its own end, so with n blocks (n + 1) / 2n of the [sequence, sequence] square is computed, and a block's share
 * of it is all that exists at a time. Where the cuts fall is computed when the graph runs.
 */
public final class QueryBlocks {

    /** Most blocks of a graph. A row of fewer slots leaves some blocks empty, for which a GPU has no products. */
    public static final int MOST = 4;
    /** Queries that are worth a block: smaller ones make products of few rows, and many nodes. */
    private static final int QUERIES = 256;
    /** From this length on two blocks are faster than one on the CPU. */
    private static final int WORTH_TWO = 64;

    private static final String QUERIES_NAME = "queries_";
    private static final String KEYS_NAME = "keys_";

    /**
     * One block.
     *
     * @param start   its first slot, int64 [1]
     * @param end     the slot after its last, int64 [1]
     * @param queries its extent
     * @param keys    the slots up to its end
     * @param slots   which token stands in each of its slots, int64 [batch, queries]
     * @param mask    [groups * queries, keys], or [batch, 1, groups * queries, keys] where rows hold trees: 0 where a
     *                query may look, -infinity elsewhere
     */
    record Block(Value start, Value end, Dim queries, Dim keys, Value slots, Value mask) {}

    private final Operators ops;
    private final TokenInputs tokens;
    private final int groups;
    private final Value hidden;
    private final Value visible;
    private final List<Block> blocks = new ArrayList<>();

    QueryBlocks(Operators ops, TokenInputs tokens, int groups, DataType type, int count) {
        this.ops = ops;
        this.tokens = tokens;
        this.groups = groups;
        this.hidden = ops.graph().constant("hidden", Constant.real(type, Shape.SCALAR, Double.NEGATIVE_INFINITY));
        this.visible = ops.scalar(type, 0);
        Value total = ops.extent(tokens.slotTokens(), 1);
        Value start = ops.int64s(0);
        for (int i = 0; i < count; i++) {
            boolean last = i == count - 1;
            Value end = last ? total : ops.div(ops.mul(total, ops.int64s(i + 1)), ops.int64s(count));
            Dim queries = count == 1 ? TokenInputs.SEQUENCE : Dim.named(QUERIES_NAME + i);
            Dim keys = last ? TokenInputs.SEQUENCE : Dim.named(KEYS_NAME + i);
            Value slots = count == 1 ? tokens.slotTokens() : slots(start, end, queries);
            blocks.add(new Block(start, end, queries, keys, slots, mask(start, end, queries, keys)));
            start = end;
        }
    }

    /** How many blocks suit sequences of up to {@code maxPositions} tokens. */
    public static int of(int maxPositions) {
        return maxPositions < WORTH_TWO ? 1 : Math.max(2, Math.min(MOST, maxPositions / QUERIES));
    }

    /** What the names in the blocks' shapes of {@code graph} stand for in rows of {@code sequence} slots. */
    public static Map<String, Long> extents(Graph graph, long sequence) {
        long count = graph.nodes().stream()
                .flatMap(node -> node.outputs().stream())
                .filter(Objects::nonNull)
                .flatMap(value -> value.shape().dims().stream())
                .flatMap(dim -> dim.symbols().stream())
                .filter(name -> name.startsWith(QUERIES_NAME))
                .distinct()
                .count();
        Map<String, Long> extents = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            long end = sequence * (i + 1) / count;
            extents.put(QUERIES_NAME + i, end - sequence * i / count);
            extents.put(KEYS_NAME + i, end);
        }
        return extents;
    }

    List<Block> all() {
        return blocks;
    }

    /** The tokens in {@code block}'s slots again, read only when its first slot is known from {@code start}. */
    Value slots(Block block, Value start) {
        return slots(start, block.end(), block.queries());
    }

    private Value slots(Value start, Value end, Dim extent) {
        return ops.slice(tokens.slotTokens(), 1, start, end, extent);
    }

    /** Queries see no later slots and, in trees, no other branches. Free slots only ever follow a sequence. */
    private Value mask(Value start, Value end, Dim queries, Dim keys) {
        Value first = ops.reshape(start, Shape.SCALAR);
        Value limit = ops.reshape(end, Shape.SCALAR);
        Value rows = ops.reshape(ops.range(first, limit, queries), Shape.of(queries, Dim.of(1)));
        Value columns = ops.range(ops.scalar(DataType.INT64, 0), limit, keys);
        Value square = ops.where(ops.lessOrEqual(columns, rows), visible, hidden);
        Dim stacked = queries.times(Dim.of(groups));
        if (tokens.slotEnds().isEmpty()) {
            return ops.concat(Collections.nCopies(groups, square), 0, Shape.of(stacked, keys));
        }
        Value all = tokens.slotEnds().get();
        Value seen = keys.equals(TokenInputs.SEQUENCE) ? all : ops.slice(all, 1, ops.int64s(0), end, keys);
        Value ends = ops.reshape(seen, Shape.of(TokenInputs.BATCH, Dim.of(1), Dim.of(1), keys));
        Value branches = ops.where(ops.lessOrEqual(ends, rows), hidden, square);
        return ops.concat(
                Collections.nCopies(groups, branches), 2, Shape.of(TokenInputs.BATCH, Dim.of(1), stacked, keys));
    }
}
