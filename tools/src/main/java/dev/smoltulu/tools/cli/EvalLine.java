package dev.smoltulu.tools.cli;

import dev.smoltulu.eval.EvalProgress;
import dev.smoltulu.trainer.progress.Progress;
import dev.smoltulu.trainer.progress.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows how far an evaluation is: one line drawn over on a terminal; elsewhere a plain line every ten seconds. */
public final class EvalLine implements EvalProgress, AutoCloseable {

    private static final long REDRAW_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final PrintStream out;
    private final Terminal terminal;
    private final LongSupplier nanoTime;

    private String task = "";
    private long startNanos;
    private long startTokens;
    private long shownNanos;
    private boolean drawn;

    /** Times are taken from the first pass on, which is the longest and brings the model into memory. */
    public EvalLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    @Override
    public void advanced(String name, long done, long total) {
        long now = nanoTime.getAsLong();
        if (!name.equals(task)) {
            task = name;
            startNanos = now;
            startTokens = done;
            shownNanos = terminal.interactive() ? now - REDRAW_NANOS : now;
        }
        if (now - shownNanos < (terminal.interactive() ? REDRAW_NANOS : PLAIN_NANOS)) {
            return;
        }
        shownNanos = now;
        String text = text(done, total, (now - startNanos) / 1e9);
        if (terminal.interactive()) {
            out.print(CLEAR_LINE + text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
            drawn = true;
        } else {
            out.println(text);
        }
        out.flush();
    }

    private String text(long done, long total, double seconds) {
        long counted = done - startTokens;
        String pace = counted == 0 || seconds == 0 ? "" : String.format(Locale.ROOT, "  %.0f tokens/s  %s left",
                counted / seconds, Progress.duration(Math.round((total - done) * seconds / counted)));
        return String.format(Locale.ROOT, "%s  %3d%%  %,d of %,d tokens%s", task, done * 100 / Math.max(1, total), done,
                total, pace);
    }

    /** Takes the drawn line away; what is printed next starts on its own. */
    @Override
    public void close() {
        if (drawn) {
            out.print(CLEAR_LINE);
            out.flush();
            drawn = false;
        }
    }
}
