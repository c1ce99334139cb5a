package dev.smoltulu.base.text;

/** The beginning of a text that may be long, as errors quote it. */
public final class Excerpt {

    /** The length that fits into a line with other words. */
    private static final int QUOTED = 60;

    private Excerpt() {}

    /** At most 60 characters of {@code text}. */
    public static String of(String text) {
        return of(text, QUOTED);
    }

    /** The text, or its beginning with three dots where it is longer than {@code length} characters. */
    public static String of(String text, int length) {
        return text.length() > length ? text.substring(0, length - 3) + "..." : text;
    }
}
