package dev.smoltulu.sweep.results;

import com.google.gson.JsonElement;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of one cell: one run of the study's recipe at one point of its grid with one seed. Cells that differ in
 * nothing but the seed have equal {@code values}.
 *
 * @param id            the name of its run folder within the study's {@code cells} folder
 * @param values        its coordinates: axis to value, in the order of the study's axes; the seed is not among them
 * @param learningRate  the recipe's learning_rate
 * @param batchSize     the recipe's batch_size
 * @param seed          the recipe's seed
 * @param status        how far it is
 * @param error         one line, of a failed cell
 * @param steps         optimizer steps done
 * @param tokens        tokens read in all steps, without padding
 * @param trainedTokens those of them that carried loss
 * @param seconds       wall time of all steps
 * @param scores        task to score, in the order of the study's tasks; of finished cells, else empty
 * @param losses        the training loss of each step
 * @param evalLosses    the loss on the recipe's eval_data, where it has any
 */
public record CellResult(
        String id,
        Map<String, JsonElement> values,
        double learningRate,
        long batchSize,
        long seed,
        Status status,
        Optional<String> error,
        long steps,
        long tokens,
        long trainedTokens,
        double seconds,
        Map<String, Score> scores,
        List<LossPoint> losses,
        List<LossPoint> evalLosses) {

    public CellResult {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
        losses = List.copyOf(losses);
        evalLosses = List.copyOf(evalLosses);
    }

    /** Learning rate divided by batch size, which the study is about. */
    public double ratio() {
        return learningRate / batchSize;
    }

    /** How far a cell is. Only finished ones have scores. */
    public enum Status {
        /** Not started. */
        PENDING,
        /** Begun and not finished: it runs now, or was interrupted and waits to be resumed. */
        UNFINISHED,
        FINISHED,
        /** Ended with an error. */
        FAILED
    }

    /**
     * A point of a loss curve.
     *
     * @param step optimizer steps done
     * @param loss the loss; NaN where it was not finite
     */
    public record LossPoint(long step, double loss) {}

    /**
     * The headline metric of one task for one cell.
     *
     * @param metric        the metric's name as the results file has it, such as {@code acc_norm,none}
     * @param value         its value, exactly as the cell's own file states it
     * @param standardError its standard error; NaN where none is known
     * @param items         how many items it is a mean of; 0 where it is not one
     */
    public record Score(String metric, double value, double standardError, int items) {}
}
