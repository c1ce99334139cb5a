package dev.smoltulu.sweep.run;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.FolderLock;
import dev.smoltulu.base.threads.DaemonThreads;
import dev.smoltulu.sweep.cell.CellFolder;
import dev.smoltulu.sweep.cell.CellJob;
import dev.smoltulu.sweep.cell.CellRecord;
import dev.smoltulu.sweep.cell.CellResults;
import dev.smoltulu.sweep.cell.StudyFolder;
import dev.smoltulu.sweep.plan.PlanJson;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs what is left of a study. */
public final class StudyRun {

    private static final String LOCK = ".study.lock";
    private static final long READ_MILLIS = 1000;
    /** Looking at long runs takes time that training needs: it rests so many times as long as it took. */
    private static final long REST = 20;

    private final StudyPlan plan;
    private final StudyFolder folder;
    private final CellExecutor executor;
    private final StudyLog log;
    private final StudyClock clock;
    private final Map<String, Long> stepsBefore = new HashMap<>();
    private int stopCode;
    private int broken;

    private StudyRun(StudyPlan plan, StudyFolder folder, CellExecutor executor, StudyLog log) {
        this.plan = plan;
        this.folder = folder;
        this.executor = executor;
        this.log = log;
        this.clock = new StudyClock(plan, folder, executor::jobs);
    }

    /**
     * Runs the cells that are not finished. Cells that failed are left, unless they are to be run again.
     *
     * @param resume      whether the folder may hold a study
     * @param retryFailed whether cells that failed begin again
     * @return 0 when every cell is finished; 1 when one has failed; 130 or 143 when a signal stopped the study
     * @throws UserError when the folder holds a study that is not to be resumed, or is in use
     */
    public static int run(
            StudyPlan plan,
            StudyFolder folder,
            boolean resume,
            boolean retryFailed,
            CellExecutor executor,
            StudyLog log) {
        if (folder.holdsStudy() && !resume) {
            throw UserError.usage("output_dir " + folder.path() + " already holds a study; continue it with `resume` "
                    + "or choose another output_dir");
        }
        try {
            Files.createDirectories(folder.path());
        } catch (IOException failed) {
            throw UserError.usage("output_dir " + folder.path() + " cannot be made (" + failed + "); choose another");
        }
        try (FolderLock lock = FolderLock.acquire(
                folder.path(),
                LOCK,
                owner -> UserError.failed("output_dir " + folder.path() + " is in use by " + owner
                        + "; wait for that study or choose another output_dir"))) {
            PlanJson.write(plan, folder.planFile());
            return new StudyRun(plan, folder, executor, log).run(retryFailed);
        } catch (IOException failed) {
            throw UserError.failed("output_dir " + folder.path() + " cannot be locked (" + failed + ")", failed);
        }
    }

    private int run(boolean retryFailed) {
        List<CellJob> jobs = new ArrayList<>();
        for (StudyPlan.Cell cell : plan.cells()) {
            CellFolder files = folder.cell(cell.id());
            boolean failed = files.record()
                    .filter(record -> record.stage() == CellRecord.Stage.FAILED)
                    .isPresent();
            if (failed && retryFailed) {
                files.forgetFailure();
            }
            if (CellResults.ended(plan, files)) {
                clock.skip(cell);
            } else {
                jobs.add(new CellJob(folder.path(), cell.id()));
            }
        }
        log.begin(plan, plan.cells().size() - jobs.size());
        try (Ticker ticker = new Ticker()) {
            executor.run(jobs, new Listener());
        }
        KeptWeights.prune(folder, CellResults.read(folder), plan.keep());
        return stopCode != 0 ? stopCode : failed() > 0 || broken > 0 ? 1 : 0;
    }

    private long failed() {
        return CellResults.read(folder).cells().stream()
                .filter(cell -> cell.status() == CellResult.Status.FAILED)
                .count();
    }

    /** Shows how far the study is, once a second at most. */
    private final class Ticker implements AutoCloseable {

        private final ScheduledExecutorService thread =
                Executors.newSingleThreadScheduledExecutor(DaemonThreads.factory("study-progress"));

        private Ticker() {
            thread.schedule(this::tick, READ_MILLIS, TimeUnit.MILLISECONDS);
        }

        private void tick() {
            long start = System.nanoTime();
            show();
            long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            if (!thread.isShutdown()) {
                thread.schedule(this::tick, Math.max(READ_MILLIS, took * REST), TimeUnit.MILLISECONDS);
            }
        }

        private void show() {
            try {
                StudyClock.Reading reading = clock.read();
                log.progress(new StudyLog.Standing(
                        reading.ended(), plan.cells().size(), reading.stepsOfRunning(), reading.secondsLeft()));
            } catch (UserError halfWritten) {
                // A file that is being written now is whole at the next look.
                return;
            }
        }

        @Override
        public void close() {
            thread.shutdownNow();
            try {
                thread.awaitTermination(10, TimeUnit.SECONDS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private final class Listener implements CellExecutor.Listener {

        @Override
        public synchronized void started(CellJob job) {
            CellFolder files = folder.cell(job.cell());
            stepsBefore.put(
                    job.cell(),
                    Files.exists(files.metrics())
                            ? (long)
                                    MetricsHistory.read(files.metrics()).steps().size()
                            : 0L);
            clock.start(plan.cell(job.cell()));
        }

        @Override
        public synchronized void ended(CellJob job, int code) {
            if (code > 128) {
                stopCode = code;
                return;
            }
            StudyPlan.Cell cell = plan.cell(job.cell());
            clock.end(cell, stepsBefore.get(job.cell()));
            CellResult result = CellResults.read(plan, cell, folder.cell(cell.id()));
            log.ended(cell, result, clock.read().ended(), plan.cells().size());
            if (result.status() == CellResult.Status.FINISHED) {
                KeptWeights.prune(folder, CellResults.read(folder), plan.keep());
            }
        }

        @Override
        public synchronized void broken(CellJob job, String reason) {
            broken++;
            clock.drop(plan.cell(job.cell()));
            log.broken(plan.cell(job.cell()), reason);
        }
    }
}
