package dev.smoltulu.trainer.metrics;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One evaluation: a line of metrics.jsonl.
 *
 * @param step     optimizer steps done before it; 0 is the initial model
 * @param epoch    passes over the data done, with a fraction
 * @param evalLoss loss on eval_data; NaN is written as null
 * @param more     further measures of the objective by the names that steps have for them, in the order they are written
 *                 in; the file's keys begin with {@code eval_}
 */
public record EvalMetrics(long step, double epoch, double evalLoss, Map<String, Double> more) {

    public EvalMetrics {
        more = Collections.unmodifiableMap(new LinkedHashMap<>(more));
    }

    /** An evaluation of an objective without measures of its own. */
    public EvalMetrics(long step, double epoch, double evalLoss) {
        this(step, epoch, evalLoss, Map.of());
    }
}
