package dev.smoltulu.base.terminal;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/**
 * A line that says how far long work is. On a terminal it is drawn over, at most ten times per second and never wider
 * than the terminal; elsewhere a plain line is printed every ten seconds.
 */
public final class StatusLine {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private long shownNanos;
    private String drawn = "";

    /** @param nanoTime clock in nanoseconds, {@code System::nanoTime} */
    public StatusLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
        this.shownNanos = nanoTime.getAsLong();
    }

    /** Starts other work: on a terminal its line shows at once, elsewhere only if it takes long. */
    public void begin() {
        long now = nanoTime.getAsLong();
        shownNanos = terminal.interactive() ? now - REDRAW_NANOS : now;
    }

    /** Whether enough time has passed to {@link #show} again. */
    public boolean due() {
        return nanoTime.getAsLong() - shownNanos >= (terminal.interactive() ? REDRAW_NANOS : PLAIN_NANOS);
    }

    /** Shows a text, cut to the width of the terminal. */
    public void show(String text) {
        show(text, text);
    }

    /** Shows {@code whole} where a terminal has room for it, and {@code brief} elsewhere. */
    public void show(String whole, String brief) {
        shownNanos = nanoTime.getAsLong();
        if (terminal.interactive()) {
            String line = whole.length() >= terminal.columns() ? brief : whole;
            drawn = line.substring(0, Math.min(line.length(), terminal.columns() - 1));
            out.print(CLEAR_LINE + drawn);
        } else {
            out.println(brief);
        }
        out.flush();
    }

    /** Prints a line that stays, in place of the drawn one. */
    public void note(String line) {
        clear();
        out.println(line);
        out.flush();
    }

    /** Prints a line that stays, above the drawn one. */
    public void noteAbove(String line) {
        String below = drawn;
        note(line);
        if (!below.isEmpty()) {
            drawn = below;
            out.print(drawn);
            out.flush();
        }
    }

    /** Removes the drawn line. */
    public void clear() {
        if (!drawn.isEmpty()) {
            out.print(CLEAR_LINE);
            out.flush();
            drawn = "";
        }
    }

    /** Leaves the drawn line where it is; what is printed next starts a line of its own. */
    public void finish() {
        if (!drawn.isEmpty()) {
            out.println();
            out.flush();
            drawn = "";
        }
    }
}
