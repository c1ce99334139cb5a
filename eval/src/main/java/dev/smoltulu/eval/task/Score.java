package dev.smoltulu.eval.task;

import java.util.OptionalDouble;

/**
 * A metric over all documents.
 *
 * @param metric         its name, for instance acc_norm
 * @param filter         the filter it was taken under, {@link Grader.Grade#NO_FILTER} where there is none
 * @param value          usually in [0, 1]
 * @param standardError  of the value over documents; missing where it is not defined
 * @param higherIsBetter whether a better model has more of it
 */
public record Score(String metric, String filter, double value, OptionalDouble standardError, boolean higherIsBetter) {}
