package dev.smoltulu.trainer.checkpoint;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The counters of a run: trainer_state.json.
 *
 * @param step           optimizer steps of the schedule done, skipped ones included
 * @param optimizerSteps updates applied
 * @param skippedSteps   steps skipped in all because loss or gradient was not finite
 * @param epoch          the epoch whose order is stored beside this, counted from 0
 * @param dataHash       SHA-256 of the training examples
 */
public record TrainerState(long step, long optimizerSteps, long skippedSteps, long epoch, String dataHash) {

    public static final String FILE_NAME = "trainer_state.json";
    private static final long MAX_BYTES = 1 << 20;

    /** Writes this into {@code folder}. */
    public void write(Path folder) {
        JsonObject json = new JsonObject();
        json.addProperty("step", step);
        json.addProperty("optimizer_steps", optimizerSteps);
        json.addProperty("skipped_steps", skippedSteps);
        json.addProperty("epoch", epoch);
        json.addProperty("data_sha256", dataHash);
        String text = new GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n";
        AtomicFile.write(folder.resolve(FILE_NAME), text.getBytes(StandardCharsets.UTF_8));
    }

    /** Reads the state in {@code folder}. */
    public static TrainerState read(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        JsonObject json = StrictJson.readObject(file, MAX_BYTES);
        try {
            return new TrainerState(
                    count(json, "step"),
                    count(json, "optimizer_steps"),
                    count(json, "skipped_steps"),
                    count(json, "epoch"),
                    json.get("data_sha256").getAsString());
        } catch (NullPointerException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException e) {
            throw UserError.failed(
                    file + " is not the state of a run; delete its folder to resume from an earlier " + "checkpoint",
                    e);
        }
    }

    private static long count(JsonObject json, String key) {
        long count = json.get(key).getAsLong();
        if (count < 0) {
            throw new NumberFormatException(key + " " + count);
        }
        return count;
    }
}
