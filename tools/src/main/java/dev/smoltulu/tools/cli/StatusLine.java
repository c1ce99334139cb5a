package dev.smoltulu.tools.cli;

import dev.smoltulu.base.terminal.Terminal;
import java.io.PrintStream;
import java.util.function.LongSupplier;

/** A line that says how far long work is: drawn over on a terminal, elsewhere printed every ten seconds. */
final class StatusLine {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final Terminal terminal;
    private final LongSupplier nanoTime;

    private long shownNanos;
    private boolean drawn;

    StatusLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    /** Other work begins: on a terminal it shows at once, elsewhere only if it takes long. */
    void begin() {
        long now = nanoTime.getAsLong();
        shownNanos = terminal.interactive() ? now - REDRAW_NANOS : now;
    }

    /** Whether it is time to {@link #show} again. */
    boolean due() {
        return nanoTime.getAsLong() - shownNanos >= (terminal.interactive() ? REDRAW_NANOS : PLAIN_NANOS);
    }

    void show(String text) {
        shownNanos = nanoTime.getAsLong();
        if (terminal.interactive()) {
            out.print(CLEAR_LINE + text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
            drawn = true;
        } else {
            out.println(text);
        }
        out.flush();
    }

    /** Prints a line that stays. */
    void note(String text) {
        clear();
        out.println(text);
        out.flush();
    }

    /** Takes the drawn line away; what is printed next starts on its own. */
    void clear() {
        if (drawn) {
            out.print(CLEAR_LINE);
            out.flush();
            drawn = false;
        }
    }
}
