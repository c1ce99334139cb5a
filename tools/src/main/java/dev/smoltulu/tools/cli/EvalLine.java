package dev.smoltulu.tools.cli;

import dev.smoltulu.eval.EvalProgress;
import dev.smoltulu.trainer.progress.Progress;
import dev.smoltulu.trainer.progress.Terminal;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Shows how far an evaluation is. */
public final class EvalLine implements EvalProgress, AutoCloseable {

    private final StatusLine line;
    private final LongSupplier nanoTime;

    private String task = "";
    private long startNanos;
    private long startTokens;

    /** Times are taken from the first pass on, which is the longest and brings the model into memory. */
    public EvalLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.line = new StatusLine(out, terminal, nanoTime);
        this.nanoTime = nanoTime;
    }

    @Override
    public void advanced(String name, long done, long total) {
        if (!name.equals(task)) {
            task = name;
            startNanos = nanoTime.getAsLong();
            startTokens = done;
            line.begin();
        }
        if (line.due()) {
            line.show(text(done, total, (nanoTime.getAsLong() - startNanos) / 1e9));
        }
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
        line.clear();
    }
}
