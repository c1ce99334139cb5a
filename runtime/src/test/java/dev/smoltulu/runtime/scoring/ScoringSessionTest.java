package dev.smoltulu.runtime.scoring;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ScoringSessionTest {

    private static Path folder;
    private static ModelParameters parameters;
    private static int[] ids;
    private static double[] golden;

    @BeforeAll
    static void readGoldenNumbers() throws Exception {
        folder = SharedFolder.resolve("models/stories260K");
        parameters = ModelParameters.read(folder, LlamaConfig.read(folder));
        JsonObject forward = JsonParser.parseString(Files.readString(
                SharedFolder.resolve("golden/stories260K.json"))).getAsJsonObject().getAsJsonObject("forward");
        ids = StreamSupport.stream(forward.getAsJsonArray("input_ids").spliterator(), false)
                .mapToInt(JsonElement::getAsInt).toArray();
        golden = StreamSupport.stream(forward.getAsJsonArray("token_logprobs").spliterator(), false)
                .mapToDouble(JsonElement::getAsDouble).toArray();
    }

    @AfterAll
    static void close() {
        if (parameters != null) {
            parameters.close();
        }
    }

    private static ScoringSession open(int tokenBudget) {
        return new ScoringSession(LlamaConfig.read(folder), parameters.tensors(), 64, tokenBudget,
                SessionSettings.on(Device.CPU).withThreads(1));
    }

    @Test
    void logProbsArePyTorchs() {
        try (ScoringSession session = open(64)) {
            float[] logProbs = session.logProbs(List.of(new ScoredSequence(ids, ids.length - 1))).get(0);
            assertEquals(golden.length, logProbs.length);
            for (int i = 0; i < golden.length; i++) {
                assertEquals(golden[i], logProbs[i], 1e-4 * Math.max(1, Math.abs(golden[i])), "token " + i);
            }
        }
    }

    @Test
    void companyInThePassChangesNothingButRounding() {
        List<ScoredSequence> sequences = List.of(new ScoredSequence(ids, ids.length - 1),
                new ScoredSequence(Arrays.copyOf(ids, 2), 1), new ScoredSequence(Arrays.copyOfRange(ids, 3, 17), 5),
                new ScoredSequence(ids, 4));
        // A budget this large cuts the head's work in two, so targets are filled up to an even number.
        try (ScoringSession alone = open(64); ScoringSession together = open(200_000)) {
            List<float[]> packed = together.logProbs(sequences);
            for (int i = 0; i < sequences.size(); i++) {
                assertArrayEquals(alone.logProbs(List.of(sequences.get(i))).get(0), packed.get(i), 2e-5f);
            }
            assertArrayEquals(Arrays.copyOfRange(packed.get(0), ids.length - 5, ids.length - 1), packed.get(3), 2e-5f);
        }
    }

    @Test
    void refusesWhatCannotBeScored() {
        assertThrows(IllegalArgumentException.class, () -> new ScoredSequence(ids, ids.length));
        assertThrows(IllegalArgumentException.class, () -> new ScoredSequence(ids, 0));
        try (ScoringSession session = open(64)) {
            assertThrows(IllegalArgumentException.class,
                    () -> session.logProbs(List.of(new ScoredSequence(new int[66], 1))));
        }
    }
}
