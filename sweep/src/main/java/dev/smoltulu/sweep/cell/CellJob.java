package dev.smoltulu.sweep.cell;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.files.FolderLock;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One cell of a study, trained and evaluated: the unit of work of every way to run a study. Two words describe it, so
 * it can be sent anywhere; all else lies in the study's folder, which the process must see under the same path, as it
 * must see models and rows.
 *
 * <p>It may be run any number of times, also at once. A process claims the cell's folder by a lock that ends with it;
 * finished work is not repeated, unfinished work resumes, and the record that makes a cell count is written
 * last, whole, and names the files that count.
 *
 * @param study the study's folder
 * @param cell  the cell's id
 */
public record CellJob(Path study, String cell) {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final String LOCK = ".cell.lock";
    /** A process that was taken for lost may still be about to end. */
    private static final long MAX_WAIT_SECONDS = 60;

    /**
     * Does what is left to do.
     *
     * @param signals shown each line in which a command acknowledges a signal
     * @return 0 when the cell is finished; 1 when it has failed, which its record says; 130 or 143 when it was stopped,
     *     with everything saved
     * @throws UserError when the study or the folder cannot be used, or another process works on the cell
     */
    public int run(Commands commands, Consumer<String> signals) {
        StudyFolder folder = new StudyFolder(study);
        StudyPlan plan = folder.plan();
        StudyPlan.Cell planned = plan.cell(cell);
        CellFolder files = folder.cell(cell);
        try (FolderLock claim = claim(files.path());
                CellLog log = new CellLog(files.log(), signals)) {
            return new Work(plan, planned, files, commands, log).run();
        } catch (IOException failed) {
            throw UserError.failed(files.path() + ": cannot be unlocked (" + failed + ")", failed);
        }
    }

    private static FolderLock claim(Path folder) {
        long start = System.nanoTime();
        while (true) {
            try {
                Files.createDirectories(folder);
                return FolderLock.acquire(
                        folder,
                        LOCK,
                        owner -> UserError.failed(
                                "cell " + folder + " is in use by " + owner + "; wait for that process or end it"));
            } catch (IOException failed) {
                throw UserError.failed(folder + ": cannot be locked (" + failed + ")", failed);
            } catch (UserError inUse) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(MAX_WAIT_SECONDS)) {
                    throw inUse;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(200);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw UserError.failed("interrupted while waiting for a cell");
        }
    }

    private record Work(StudyPlan plan, StudyPlan.Cell cell, CellFolder folder, Commands commands, CellLog log) {

        int run() {
            Optional<CellRecord> record = folder.record();
            if (record.filter(known -> known.stage() == CellRecord.Stage.FAILED).isPresent()) {
                return FAILED;
            }
            if (record.filter(known -> finished(known, plan)).isPresent()) {
                return DONE;
            }
            // A finished cell whose evaluation has changed needs its weights again.
            boolean trained = record.isPresent() && folder.hasWeights();
            int code = trained ? DONE : train();
            return code == DONE ? evaluate() : code;
        }

        private int train() {
            JsonObject recipe = cell.recipe().deepCopy();
            recipe.addProperty(RecipeKey.OUTPUT_DIR.key(), folder.path().toString());
            AtomicFile.write(folder.recipe(), recipe + "\n");
            int code = ended(plan.verb(), commands.train(plan.verb(), folder.recipe(), true, log.out(), log.err()));
            if (code == DONE) {
                folder.write(CellRecord.trained());
            }
            return code;
        }

        private int evaluate() {
            Map<String, String> results = new LinkedHashMap<>();
            for (StudyPlan.Evaluation group : plan.evaluations()) {
                // Results that are there are of this model: it is trained once, and the hash says how it was asked.
                if (folder.results(group.hash()).isEmpty()) {
                    int code = evaluate(group);
                    if (code != DONE) {
                        return code;
                    }
                }
                results.put(group.hash(), folder.results(group.hash()).orElseThrow());
            }
            CellRecord record = new CellRecord(CellRecord.Stage.FINISHED, results, Optional.empty());
            try {
                new CellResults.Scores(plan, folder, record).read();
            } catch (UserError unusable) {
                return failed(unusable.getMessage());
            }
            folder.write(record);
            return DONE;
        }

        private int evaluate(StudyPlan.Evaluation group) {
            return ended(
                    "eval",
                    commands.evaluate(folder.path(), group, folder.evaluation(group.hash()), log.out(), log.err()));
        }

        /** A failure goes into the record; a stop does not. */
        private int ended(String command, int code) {
            if (code == DONE || code > 128) {
                return code;
            }
            return failed(
                    log.complaint().isEmpty()
                            ? "smoltulu " + command + " ended with exit code " + code
                            : log.complaint());
        }

        /** Recorded without the cell's own place, so that the same study elsewhere has the same results. */
        private int failed(String error) {
            folder.write(CellRecord.failed(error.replace(folder.path() + File.separator, "")));
            return FAILED;
        }
    }

    /** Whether a record says that all the plan's evaluations are done. */
    static boolean finished(CellRecord record, StudyPlan plan) {
        return record.stage() == CellRecord.Stage.FINISHED
                && record.results()
                        .keySet()
                        .containsAll(plan.evaluations().stream()
                                .map(StudyPlan.Evaluation::hash)
                                .toList());
    }
}
