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
 * The query slots of causal attention, cut into blocks of equal size but for rounding. A block attends only to the keys
 * up to its own end, so with n blocks (n + 1) / 2n of the [sequence, sequence] square is computed, and only one block's
 * share of it exists at a time. The graph computes the cuts when it runs.
 */
public final class QueryBlocks {

    /** The maximum of blocks per graph. In a row of fewer slots some are empty, which CUDA's multiplications refuse. */
    public static final int MAX_BLOCKS = 4;
    /** Queries that are worth a block: smaller blocks make small multiplications and many nodes. */
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
     * @param slots   the token in each of its slots, int64 [batch, queries]
     * @param mask    [groups * queries, keys], or [batch, 1, groups * queries, keys] where rows hold trees: 0 where a
     *                query attends to a key, -infinity elsewhere
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

    /** The number of blocks for sequences of up to {@code maxPositions} tokens. */
    public static int of(int maxPositions) {
        return maxPositions < WORTH_TWO ? 1 : Math.max(2, Math.min(MAX_BLOCKS, maxPositions / QUERIES));
    }

    /** The values of the names in the blocks' shapes of {@code graph}, for rows of {@code sequence} slots. */
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

    /** The tokens in {@code block}'s slots again, read only once {@code start}, its first slot, is computed. */
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
