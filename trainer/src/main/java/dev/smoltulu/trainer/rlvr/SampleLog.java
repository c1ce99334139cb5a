package dev.smoltulu.trainer.rlvr;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.trainer.metrics.StepLog;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * What the model wrote, for people to read: some responses of every step in samples.jsonl, those to all held-out prompts
 * at the last evaluation in eval_samples.jsonl.
 */
final class SampleLog implements AutoCloseable {

    private final Path folder;
    private final long perStep;
    private final StepLog log;

    /**
     * Opens the logs in {@code folder}; those of a resumed run are continued.
     *
     * @param doneSteps steps whose responses are kept; -1 keeps none
     * @param perStep   responses of a step
     */
    SampleLog(Path folder, long doneSteps, long perStep) {
        this.folder = folder;
        this.perStep = perStep;
        this.log = StepLog.resume(folder.resolve("samples.jsonl"), doneSteps);
    }

    /** Keeps responses that are evenly spread over the batch. */
    void step(long step, List<Rollout> rollouts) {
        int count = (int) Math.min(perStep, rollouts.size());
        for (int i = 0; i < count; i++) {
            log.append(row(step, rollouts.get((int) ((long) i * rollouts.size() / count))));
        }
    }

    void evaluation(long step, List<Rollout> rollouts) {
        StringBuilder lines = new StringBuilder();
        rollouts.forEach(rollout -> lines.append(row(step, rollout)).append('\n'));
        AtomicFile.write(folder.resolve("eval_samples.jsonl"), lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject row(long step, Rollout rollout) {
        JsonObject row = new JsonObject();
        row.addProperty("step", step);
        row.addProperty("source", rollout.prompt().source());
        row.addProperty("origin", rollout.prompt().origin());
        row.addProperty("prompt", rollout.prompt().text());
        row.addProperty("response", rollout.text());
        row.add("ground_truth", rollout.prompt().groundTruth());
        row.addProperty("reward", rollout.reward());
        row.addProperty("verified", rollout.verdict().score());
        rollout.verdict().problem().ifPresent(problem -> row.addProperty("problem", problem));
        row.addProperty("ended", rollout.ended());
        JsonArray ids = new JsonArray();
        for (int token : rollout.tokens()) {
            ids.add(token);
        }
        row.add("token_ids", ids);
        return row;
    }

    void sync() {
        log.sync();
    }

    @Override
    public void close() {
        log.close();
    }
}
