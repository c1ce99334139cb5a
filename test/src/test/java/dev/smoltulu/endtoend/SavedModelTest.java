package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another program finds in the output folder, read by the formats' own rules. */
final class SavedModelTest {

    @TempDir
    private Path temp;

    private Path source;
    private RunFiles run;

    @BeforeEach
    void train() {
        source = SharedFolder.resolve("models/stories260K");
        run = StoriesRun.in(temp, "run")
                .with("max-steps", 2)
                .with("save-steps", 1)
                .finish();
    }

    @Test
    void theWeightsHaveTheSourcesNamesAndShapes() {
        for (Path folder : new Path[] {run.folder(), run.checkpoint(2)}) {
            HandReadTensors saved = HandReadTensors.of(folder.resolve("model.safetensors"));
            HandReadTensors original = HandReadTensors.of(source.resolve("model.safetensors"));
            assertEquals(
                    new TreeSet<>(original.entries().keySet()),
                    new TreeSet<>(saved.entries().keySet()));
            saved.entries().forEach((name, entry) -> {
                assertEquals("F32", entry.dtype(), name);
                assertArrayEquals(original.entries().get(name).shape(), entry.shape(), name);
            });
            assertEquals("pt", saved.metadata().get("format").getAsString(), "transformers asks for it");
        }
    }

    @Test
    void theFinalModelIsTheLastCheckpoints() throws IOException {
        for (String name : new String[] {"model.safetensors", "config.json", "tokenizer.json"}) {
            assertEquals(
                    -1,
                    Files.mismatch(run.folder().resolve(name), run.checkpoint(2).resolve(name)),
                    name);
        }
    }

    @Test
    void theTokenizerIsTheSourcesByteForByte() throws IOException {
        for (String name : new String[] {"tokenizer.json", "tokenizer_config.json"}) {
            assertEquals(-1, Files.mismatch(source.resolve(name), run.folder().resolve(name)), name);
        }
    }

    @Test
    void theConfigurationIsTheSourcesInFloat32() {
        JsonObject config = Json.read(run.folder().resolve("config.json"));
        assertEquals("float32", config.get("torch_dtype").getAsString());
        assertEquals(Json.read(source.resolve("config.json")), config);
    }

    @Test
    void theMomentsOfEveryParameterAreThere() {
        HandReadTensors optimizer = HandReadTensors.of(run.checkpoint(2).resolve("optimizer.safetensors"));
        HandReadTensors saved = HandReadTensors.of(run.folder().resolve("model.safetensors"));
        assertEquals(2 * saved.entries().size(), optimizer.entries().size());
        saved.entries().forEach((name, entry) -> {
            assertArrayEquals(
                    entry.shape(), optimizer.entries().get("exp_avg." + name).shape(), name);
            for (float value : optimizer.floats("exp_avg_sq." + name)) {
                assertTrue(value >= 0, "a mean of squares");
            }
        });
    }

    @Test
    void theFolderIsAModelToTrainOn() {
        Path rows = temp.resolve("rows.jsonl");
        RunFiles next = TrainingCommand.on(run.folder(), rows, temp.resolve("next"))
                .with("eval-data", rows)
                .with("max-steps", 1)
                .finish();
        RunFiles again = TrainingCommand.on(run.checkpoint(2), rows, temp.resolve("again"))
                .with("eval-data", rows)
                .with("max-steps", 1)
                .finish();
        next.assertSameResults(again);
    }
}
