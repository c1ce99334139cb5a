package dev.smoltulu.sweep.results;

/**
 * A point of a loss curve.
 *
 * @param step optimizer steps done
 * @param loss the loss; NaN where it was not finite
 */
public record LossPoint(long step, double loss) {}
