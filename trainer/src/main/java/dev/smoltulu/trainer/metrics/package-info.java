/**
 * metrics.jsonl: what steps and evaluations measured, a line each.
 *
 * <p>Begin with {@link dev.smoltulu.trainer.metrics.StepMetrics} and {@link dev.smoltulu.trainer.metrics.EvalMetrics};
 * {@link dev.smoltulu.trainer.metrics.MetricsLog} writes them and {@link dev.smoltulu.trainer.metrics.MetricsHistory}
 * reads them back.
 */
package dev.smoltulu.trainer.metrics;
