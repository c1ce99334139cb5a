package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.Optional;

/**
 * The token-packed input of a forward pass. The tokens of all sequences lie in one row, one after the other, with no
 * padding; only attention sees a rectangle of {@code batch} rows and {@code sequence} slots, through two index maps.
 * Where the sequences have different lengths, one extra token at the end of the row, which nothing trains, fills the
 * free slots: its gradient is zero, so each map is also the gradient of the other.
 *
 * @param ids        token ids, int64 [tokens]
 * @param positions  each token's position in its own sequence, int64 [tokens]
 * @param slotTokens the token in each attention slot, int64 [batch, sequence]
 * @param tokenSlots each token's slot, counted row by row, int64 [tokens]
 * @param slotEnds   where rows hold trees of sequences: for each slot the first one after it that does not attend to
 *                   it, int64 [batch, sequence]; the row's extent for slots that only fill the row
 */
public record TokenInputs(Value ids, Value positions, Value slotTokens, Value tokenSlots, Optional<Value> slotEnds) {

    /** Name of {@link #ids}. */
    public static final String IDS = "input_ids";
    /** Name of {@link #positions}. */
    public static final String POSITIONS = "position_ids";
    /** Name of {@link #slotTokens}. */
    public static final String SLOT_TOKENS = "slot_tokens";
    /** Name of {@link #tokenSlots}. */
    public static final String TOKEN_SLOTS = "token_slots";
    /** Name of {@link #slotEnds}. */
    public static final String SLOT_ENDS = "slot_ends";

    /** Tokens of all sequences. */
    public static final Dim TOKENS = Dim.named("tokens");
    /** Rows of attention's rectangle. */
    public static final Dim BATCH = Dim.named("batch");
    /** Slots per row. */
    public static final Dim SEQUENCE = Dim.named("sequence");
    /** All slots of attention's rectangle. */
    static final Dim SLOTS = BATCH.times(SEQUENCE);

    /** Declares the four inputs of rows that hold one sequence each. */
    public static TokenInputs declare(Graph graph) {
        return declare(graph, false);
    }

    /** Declares all inputs of rows that hold trees of sequences, where a common prefix occurs once. */
    public static TokenInputs declareTrees(Graph graph) {
        return declare(graph, true);
    }

    private static TokenInputs declare(Graph graph, boolean trees) {
        return new TokenInputs(
                graph.input(IDS, DataType.INT64, Shape.of(TOKENS)),
                graph.input(POSITIONS, DataType.INT64, Shape.of(TOKENS)),
                graph.input(SLOT_TOKENS, DataType.INT64, Shape.of(BATCH, SEQUENCE)),
                graph.input(TOKEN_SLOTS, DataType.INT64, Shape.of(TOKENS)),
                trees
                        ? Optional.of(graph.input(SLOT_ENDS, DataType.INT64, Shape.of(BATCH, SEQUENCE)))
                        : Optional.empty());
    }

    /** {@code x} [tokens, width] as attention's rectangle, [batch, sequence, width]. */
    public Value toSlots(Operators ops, Value x) {
        return ops.gather(x, slotTokens, 0);
    }

    /** The inverse of {@link #toSlots}; {@code slots} may also have their width cut into several axes. */
    public Value toTokens(Operators ops, Value slots) {
        Dim width = new Shape(slots.shape().dims().subList(2, slots.shape().rank())).elements();
        return ops.gather(ops.reshape(slots, Shape.of(SLOTS, width)), tokenSlots, 0);
    }
}
