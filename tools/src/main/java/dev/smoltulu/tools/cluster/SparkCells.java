package dev.smoltulu.tools.cluster;

import dev.smoltulu.sweep.cell.CellJob;
import dev.smoltulu.sweep.cell.CellRecord;
import dev.smoltulu.sweep.cell.StudyFolder;
import dev.smoltulu.sweep.run.CellExecutor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Cells as tasks of Apache Spark. Which are done is read from the study's folder, never from what Spark says, so a task
 * that ran twice counts once.
 */
public final class SparkCells implements CellExecutor {

    private final SparkCluster cluster;
    private final List<String> words;
    private final Consumer<String> notes;
    private final IntSupplier stop;
    /** Read by whoever asks for the time left, while events change it. */
    private final Set<String> running = ConcurrentHashMap.newKeySet();

    /**
     * @param words what a task runs, before the study's folder and the cell
     * @param notes receives lost tasks and executors, in a line each
     * @param stop  the exit code of a stop that was asked for; 0 while none was
     */
    public SparkCells(SparkCluster cluster, List<String> words, Consumer<String> notes, IntSupplier stop) {
        this.cluster = cluster;
        this.words = List.copyOf(words);
        this.notes = notes;
        this.stop = stop;
    }

    @Override
    public int jobs() {
        return Math.max(1, running.size());
    }

    @Override
    public void run(List<CellJob> jobs, Listener listener) {
        if (jobs.isEmpty()) {
            return;
        }
        Map<String, CellJob> open = new LinkedHashMap<>();
        jobs.forEach(job -> open.put(job.cell(), job));
        Path study = jobs.get(0).study().toAbsolutePath();
        List<String> command = new ArrayList<>(words);
        command.add(study.toString());
        new SparkRun(cluster, study.resolve("spark"))
                .run(
                        "smoltulu sweep " + study.getFileName(),
                        jobs.stream().map(CellJob::cell).toList(),
                        command,
                        event -> take(event, open, listener),
                        () -> stop.getAsInt() != 0);
    }

    private void take(SparkRun.Event event, Map<String, CellJob> open, Listener listener) {
        CellJob job = open.get(event.subject());
        event.loss("cell").ifPresent(notes);
        switch (event.kind()) {
            case EXECUTOR_LOST -> {}
            case LOST -> running.remove(event.subject());
            case STARTED -> {
                if (job != null) {
                    running.add(job.cell());
                    listener.started(job);
                }
            }
            case ENDED -> {
                Optional<CellRecord> record = job == null
                        ? Optional.empty()
                        : new StudyFolder(job.study()).cell(job.cell()).record();
                if (record.filter(known -> known.stage() != CellRecord.Stage.TRAINED)
                        .isPresent()) {
                    running.remove(job.cell());
                    open.remove(job.cell());
                    listener.ended(job, record.get().stage() == CellRecord.Stage.FAILED ? 1 : 0);
                }
            }
            case FAILED -> {
                if (job != null) {
                    running.remove(job.cell());
                    listener.broken(job, "its process on " + event.host() + " ended with exit code " + event.detail());
                }
            }
        }
    }
}
