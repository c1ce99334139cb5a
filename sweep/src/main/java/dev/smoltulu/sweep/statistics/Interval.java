package dev.smoltulu.sweep.statistics;

/** The range in which a statistic is expected, both ends included. */
public record Interval(double low, double high) {

    public boolean isAboveZero() {
        return low > 0;
    }

    public boolean isBelowZero() {
        return high < 0;
    }

    public boolean coversZero() {
        return !isAboveZero() && !isBelowZero();
    }

    /** The interval of the statistic with the other sign. */
    public Interval negated() {
        return new Interval(-high, -low);
    }
}
