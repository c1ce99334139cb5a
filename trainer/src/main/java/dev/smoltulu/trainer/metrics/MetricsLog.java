package dev.smoltulu.trainer.metrics;

import java.nio.file.Path;

/** metrics.jsonl of a run, written line by line. */
public final class MetricsLog implements AutoCloseable {

    private final StepLog log;

    private MetricsLog(StepLog log) {
        this.log = log;
    }

    /** Starts an empty log; refuses a file that exists. */
    public static MetricsLog create(Path file) {
        return new MetricsLog(StepLog.create(file));
    }

    /** Goes on with a log as {@link StepLog#resume(Path, long)} does. */
    public static MetricsLog resume(Path file, long step) {
        return new MetricsLog(StepLog.resume(file, step, MetricsHistory::isRow));
    }

    public void write(StepMetrics metrics) {
        log.append(MetricsRow.of(metrics));
    }

    public void write(EvalMetrics metrics) {
        log.append(MetricsRow.of(metrics));
    }

    /** Returns when every line written so far is on the disk; to be called before a checkpoint is committed. */
    public void sync() {
        log.sync();
    }

    @Override
    public void close() {
        log.close();
    }
}
