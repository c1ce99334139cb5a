package dev.smoltulu.trainer.metrics;

/**
 * One evaluation: a line of metrics.jsonl.
 *
 * @param step     optimizer steps done before it; 0 is the initial model
 * @param epoch    passes over the data done, with a fraction
 * @param evalLoss loss on eval_data; NaN is written as null
 */
public record EvalMetrics(long step, double epoch, double evalLoss) {}
