package dev.smoltulu.tools.cli;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.base.terminal.StatusLine;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.eval.answers.EvalProgress;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows how far an evaluation is. */
public final class EvalLine implements EvalProgress, AutoCloseable {

    private final StatusLine line;
    private final LongSupplier nanoTime;

    private String task = "";
    private long startNanos;
    private long startCount;

    /** Times are taken from the first pass on, which is the longest and brings the model into memory. */
    public EvalLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.line = new StatusLine(out, terminal, nanoTime);
        this.nanoTime = nanoTime;
    }

    @Override
    public void advanced(String name, String unit, long done, long total) {
        if (!name.equals(task)) {
            task = name;
            startNanos = nanoTime.getAsLong();
            startCount = done;
            line.begin();
        }
        if (line.due()) {
            line.show(text(unit, done, total, (nanoTime.getAsLong() - startNanos) / 1e9));
        }
    }

    @Override
    public void resumed(String name, int answers, int total) {
        line.note(
                String.format(Locale.ROOT, "%s: goes on; %,d of %,d answers are there already", name, answers, total));
    }

    private String text(String unit, long done, long total, double seconds) {
        long counted = done - startCount;
        String pace = counted == 0 || seconds == 0
                ? ""
                : String.format(
                        Locale.ROOT,
                        "  %s %s/s  %s left",
                        rate(counted / seconds),
                        unit,
                        Progress.duration(Math.round((total - done) * seconds / counted)));
        return String.format(
                Locale.ROOT,
                "%s  %3d%%  %,d of %,d %s%s",
                task,
                done * 100 / Math.max(1, total),
                done,
                total,
                unit,
                pace);
    }

    /** Answers may take seconds each, tokens come by the hundred. */
    private static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.2f" : "%.0f", perSecond);
    }

    /** Takes the drawn line away; what is printed next starts on its own. */
    @Override
    public void close() {
        line.clear();
    }
}
