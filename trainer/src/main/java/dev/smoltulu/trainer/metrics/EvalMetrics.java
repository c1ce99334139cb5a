package dev.smoltulu.trainer.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One evaluation: a line of metrics.jsonl.
 *
 * @param step     steps done before it; 0 is the initial model
 * @param epoch    passes over the data done, with a fraction
 * @param measures at least one, by the names that steps have for them, in the order they are written in; the file's keys
 *                 begin with {@code eval_}; NaN is written as null
 */
public record EvalMetrics(long step, double epoch, Map<String, Double> measures) {

    public EvalMetrics {
        if (measures.isEmpty()) {
            throw new IllegalArgumentException("an evaluation that measured nothing");
        }
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** An evaluation of the loss alone. */
    public EvalMetrics(long step, double epoch, double loss) {
        this(step, epoch, Map.of("loss", loss));
    }

    /** Loss on eval_data; NaN where it was not finite or not measured. */
    public double evalLoss() {
        return measures.getOrDefault("loss", Double.NaN);
    }
}
