package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --profile}: what a real run's operators took, and that the run is the same with it. */
class ProfileTest {

    private static final int STEPS = 4;
    private static final int LAYERS = 5;

    @TempDir
    Path temp;

    @Test
    void addsUpTheOperatorsOfTrainingSteps() {
        TrainingCommand plain = StoriesRun.in(temp, "plain")
                .without("eval-data")
                .without("eval-steps")
                .with("micro-batch-tokens", 1000)
                .with("max-steps", STEPS);
        Path file = temp.resolve("profile.json");
        TrainingCommand.Outcome outcome = plain.with("output-dir", temp.resolve("timed"))
                .with("profile", file)
                .run();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.err().startsWith("operator "), outcome.err());
        assertTrue(outcome.err().contains("the profile is in " + file), outcome.err());
        assertEquals(plain.finish().metrics(), new RunFiles(temp.resolve("timed")).metrics());

        JsonObject profile = Json.read(file);
        assertFalse(profile.get("launch_blocking").getAsBoolean());
        List<JsonObject> parts = rows(profile, "parts");
        // One a layer, and every layer's under one name; the first run of a session does not count.
        assertEquals(2L * LAYERS * (STEPS - 1), calls(parts, "layers.*", "SimplifiedLayerNormalization"));
        assertTrue(calls(rows(profile, "operators"), "", "AdamWOptimizer") >= STEPS - 1);
        double share = rows(profile, "operators").stream()
                .mapToDouble(row -> row.get("share").getAsDouble())
                .sum();
        assertEquals(1, share, 1e-9);
        assertEquals(1, rows(profile, "providers").size());
    }

    @Test
    void refusesWhatItCannotTime() throws Exception {
        TrainingCommand command = StoriesRun.in(temp, "run").with("max-steps", 1);
        TrainingCommand.Outcome ort = command.with("training-session", "ort")
                .with("profile", temp.resolve("p"))
                .run();
        assertEquals(2, ort.code());
        assertEquals(
                List.of("smoltulu: ONNX Runtime's training API cannot be profiled, for its sessions write their "
                        + "events into one file; take the bound training session"),
                ort.errorLines());
        TrainingCommand.Outcome folder =
                command.with("profile", temp.resolve("none/p.json")).run();
        assertEquals(2, folder.code());
        assertEquals(1, folder.errorLines().size());
        assertFalse(Files.exists(temp.resolve("p")));
    }

    private static List<JsonObject> rows(JsonObject profile, String key) {
        return StreamSupport.stream(profile.getAsJsonArray(key).spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static long calls(List<JsonObject> rows, String part, String operator) {
        return rows.stream()
                .filter(row -> row.get("operator").getAsString().equals(operator))
                .filter(row -> !row.has("part")
                        ? part.isEmpty()
                        : row.get("part").getAsString().equals(part))
                .mapToLong(row -> row.get("calls").getAsLong())
                .sum();
    }
}
