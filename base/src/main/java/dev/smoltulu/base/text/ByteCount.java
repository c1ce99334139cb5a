package dev.smoltulu.base.text;

import java.util.Locale;

/** Numbers of bytes for people, in decimal units. */
public final class ByteCount {

    private static final String[] UNITS = {"kB", "MB", "GB", "TB"};

    private ByteCount() {}

    /** Such as "512 bytes" or "1.5 GB". */
    public static String text(long count) {
        if (count < 1000) {
            return count == 1 ? "1 byte" : count + " bytes";
        }
        double value = count / 1000.0;
        int unit = 0;
        while (value >= 999.95 && unit < UNITS.length - 1) {
            value /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", value, UNITS[unit]);
    }
}
