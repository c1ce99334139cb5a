package dev.smoltulu.base.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * How far a run is. On a terminal one line is drawn over; elsewhere a plain line comes every logging_steps steps or
 * every ten seconds. It has no thread: it draws when it is told of a step.
 */
public final class Progress implements AutoCloseable {

    /** Weight of the newest step in the mean step time; about the last twenty steps count. */
    private static final double NEWEST = 0.1;

    private static final int BAR_CELLS = 24;

    private final StatusLine line;
    private final boolean interactive;
    private final LongSupplier nanoTime;
    private final long totalSteps;
    private final long loggingSteps;

    private long lastStepNanos;
    private boolean shownAny;
    private double meanSeconds;
    private double meanTokens;
    private boolean measured;

    /**
     * @param nanoTime   clock in nanoseconds, {@code System::nanoTime}
     * @param totalSteps optimizer steps of the whole run
     */
    public Progress(PrintStream out, Terminal terminal, LongSupplier nanoTime, long totalSteps, long loggingSteps) {
        this.line = new StatusLine(out, terminal, nanoTime);
        this.interactive = terminal.interactive();
        this.nanoTime = nanoTime;
        this.totalSteps = totalSteps;
        this.loggingSteps = loggingSteps;
        this.lastStepNanos = nanoTime.getAsLong();
    }

    /**
     * Tells that an optimizer step is done.
     *
     * @param step   steps done, counted from 1
     * @param loss   loss of the step
     * @param tokens tokens of the step's batch
     */
    public void step(long step, double loss, long tokens) {
        long now = nanoTime.getAsLong();
        measure((now - lastStepNanos) / 1e9, tokens);
        lastStepNanos = now;
        boolean due = line.due() || (interactive ? !shownAny : step % loggingSteps == 0);
        if (due || step == totalSteps) {
            show(step, loss);
        }
    }

    /** Shows how far a part of a step is: at once on a terminal, elsewhere where it takes long. */
    public void phase(String text) {
        if (line.due()) {
            line.show(text);
        }
    }

    /** Leaves the time since the last step out of the step times: an evaluation or a save came between. */
    public void skipTime() {
        lastStepNanos = nanoTime.getAsLong();
    }

    /** Prints a line of its own that stays, above the drawn one. */
    public void message(String text) {
        line.noteAbove(text);
    }

    private void measure(double seconds, long tokens) {
        double weight = measured ? NEWEST : 1;
        meanSeconds += weight * (seconds - meanSeconds);
        meanTokens += weight * (tokens - meanTokens);
        measured = true;
    }

    private void show(long step, double loss) {
        String figures = String.format(
                Locale.ROOT,
                "step %d/%d  loss %.4f  %s tokens/s  %s left",
                step,
                totalSteps,
                loss,
                rate(),
                duration(Math.round(meanSeconds * Math.max(0, totalSteps - step))));
        shownAny = true;
        line.show(bar(step) + " " + figures, figures);
    }

    private String rate() {
        return meanSeconds > 0 ? String.format(Locale.ROOT, "%.0f", meanTokens / meanSeconds) : "-";
    }

    private String bar(long step) {
        int filled = (int) Math.min(BAR_CELLS, step * BAR_CELLS / Math.max(1, totalSteps));
        String percent = String.format(Locale.ROOT, "%3d%%", Math.min(100, step * 100 / Math.max(1, totalSteps)));
        return percent + " [" + "=".repeat(filled) + " ".repeat(BAR_CELLS - filled) + "]";
    }

    /** Seconds as 0:07, 12:34 or 1:02:03. */
    public static String duration(long seconds) {
        long hours = seconds / 3600;
        return hours > 0
                ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }

    /** Ends the drawn line; what is printed next starts on its own. */
    @Override
    public void close() {
        line.finish();
    }
}
