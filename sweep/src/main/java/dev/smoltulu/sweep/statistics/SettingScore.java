package dev.smoltulu.sweep.statistics;

/**
 * What a setting reaches in one task.
 *
 * @param mean          over the seeds that finished
 * @param lowest        of the seeds
 * @param highest       of the seeds
 * @param seeds         how many finished
 * @param standardError of a single seed's score, from the items it is a mean of; NaN where unknown or of several seeds
 */
public record SettingScore(
        Setting setting, double mean, double lowest, double highest, int seeds, double standardError) {

    /** The lower end of its error bar: the lowest seed, or of a single one a standard error less. */
    public double barLow() {
        return Double.isFinite(standardError) ? mean - standardError : lowest;
    }

    /** The upper end of its error bar. */
    public double barHigh() {
        return Double.isFinite(standardError) ? mean + standardError : highest;
    }
}
