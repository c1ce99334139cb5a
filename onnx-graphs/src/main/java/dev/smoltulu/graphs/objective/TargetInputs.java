package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;

/**
 * The targets of a loss: the positions whose next token is trained, and each one's weight.
 *
 * @param positions tokens that a trained token follows, int64 [targets]
 * @param ids       the trained tokens, int64 [targets]
 * @param weights   each one's share of the loss, float [targets]; 0 for targets that only fill a chunk
 */
public record TargetInputs(Value positions, Value ids, Value weights) {

    /** Name of {@link #positions}. */
    public static final String POSITIONS = "target_positions";
    /** Name of {@link #ids}. */
    public static final String IDS = "target_ids";
    /** Name of {@link #weights}. */
    public static final String WEIGHTS = "target_weights";

    /** Declares the three inputs; their extent is a multiple of {@code chunks}. */
    public static TargetInputs declare(Graph graph, int chunks) {
        Shape shape = Shape.of(Dim.named("targets").times(Dim.of(chunks)));
        return new TargetInputs(
                graph.input(POSITIONS, DataType.INT64, shape),
                graph.input(IDS, DataType.INT64, shape),
                graph.input(WEIGHTS, DataType.FLOAT, shape));
    }
}
