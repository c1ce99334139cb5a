package dev.smoltulu.sweep.results;

/**
 * The headline metric of one task for one cell.
 *
 * @param metric        the metric's name as the results file has it, such as {@code acc_norm,none}
 * @param value         its value, exactly as the cell's own file states it
 * @param standardError its standard error; NaN where none is known
 * @param items         how many items it is a mean of; 0 where it is not one
 */
public record TaskScore(String metric, double value, double standardError, int items) {}
