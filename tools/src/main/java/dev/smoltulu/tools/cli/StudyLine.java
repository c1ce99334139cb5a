package dev.smoltulu.tools.cli;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.base.terminal.StatusLine;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.run.StudyLog;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Shows how far a study is: a line for each cell that has ended, and one that is drawn over for those that run. */
public final class StudyLine implements StudyLog, AutoCloseable {

    private final StatusLine line;

    public StudyLine(PrintStream out, Terminal terminal, LongSupplier nanoTime) {
        this.line = new StatusLine(out, terminal, nanoTime);
    }

    @Override
    public synchronized void begin(StudyPlan plan, int endedBefore) {
        line.note(String.format(
                Locale.ROOT,
                "study %s: %d cells of smoltulu %s, %,d tokens%s",
                plan.name(),
                plan.cells().size(),
                plan.verb(),
                plan.tokens(),
                endedBefore == 0 ? "" : "; " + endedBefore + " have ended before"));
        line.begin();
    }

    @Override
    public synchronized void progress(Standing standing) {
        if (!line.due() || standing.running().isEmpty()) {
            return;
        }
        String left = standing.secondsLeft().isEmpty()
                ? ""
                : "  about "
                        + Progress.duration(Math.round(standing.secondsLeft().getAsDouble())) + " left";
        String running = standing.running().entrySet().stream()
                .map(cell -> cell.getKey().title() + ": "
                        + (cell.getValue() < cell.getKey().steps()
                                ? "step " + cell.getValue() + "/"
                                        + cell.getKey().steps()
                                : "evaluation"))
                .collect(Collectors.joining("; "));
        line.show(String.format(Locale.ROOT, "%d/%d cells%s  %s", standing.ended(), standing.cells(), left, running));
    }

    @Override
    public synchronized void ended(StudyPlan.Cell cell, CellResult result, int ended, int cells) {
        String outcome = result.error()
                .map(error -> "failed: " + error)
                .orElseGet(() -> result.scores().entrySet().stream()
                        .map(score -> String.format(
                                Locale.ROOT,
                                "%s %.4f",
                                score.getKey(),
                                score.getValue().value()))
                        .collect(Collectors.joining("  ")));
        line.note(String.format(
                Locale.ROOT,
                "[%d/%d] %s: %s  (%s)",
                ended,
                cells,
                cell.title(),
                outcome,
                Progress.duration(Math.round(result.seconds()))));
    }

    @Override
    public synchronized void broken(StudyPlan.Cell cell, String reason) {
        line.note(cell.title() + ": not run: " + reason);
    }

    /** Prints a line that stays. */
    public synchronized void note(String text) {
        line.note(text);
    }

    /** Takes the drawn line away. */
    @Override
    public synchronized void close() {
        line.clear();
    }
}
