package dev.smoltulu.bench;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingStepBenchTest {

    @Test
    void medianIsTheMiddleOne() {
        assertEquals(2, Sample.medianSeconds(samples(9, 1, 2)));
        assertEquals(2.5, Sample.medianSeconds(samples(9, 1, 2, 3)));
    }

    @Test
    void optionsKeepTheSidesOrderAndRefuseTheUnknown() {
        BenchOptions options = BenchOptions.parse(new String[] {"--sides", "javacpp,djl", "--rounds", "3"});
        assertEquals(
                List.of("djl", "javacpp"),
                options.sides().stream().map(Side::key).toList());
        assertEquals(3, options.rounds());
        for (String[] wrong : new String[][] {
            {"--sides", "tensorflow"},
            {"--rounds", "0"},
            {"--rounds", "many"},
            {"--warmup", "1"},
            {"--rounds"},
            {"--speed", "9"}
        }) {
            assertEquals(
                    2,
                    assertThrows(UserError.class, () -> BenchOptions.parse(wrong))
                            .exitCode());
        }
    }

    @Test
    void sidesWithOtherLossesAreRefused() {
        SideResult expected = result("djl", 11.0, 9.0, 7.0);
        assertDoesNotThrow(() -> LossCheck.check(List.of(expected, result("javacpp", 11.0005, 8.0, 7.005))));
        for (SideResult wrong : List.of(
                result("javacpp", 11.002, 9.0, 7.0),
                result("javacpp", 11.0, 9.0, 7.01),
                result("javacpp", Double.NaN, 9.0, 7.0))) {
            List<SideResult> sides = List.of(expected, wrong);
            assertEquals(
                    1,
                    assertThrows(UserError.class, () -> LossCheck.check(sides)).exitCode());
        }
    }

    @Test
    void reportHasEverySampleAndTheRatio(@TempDir Path folder) throws IOException {
        SideResult slow = new SideResult("djl", "slow", Map.of(), "default", Map.of(), samples(9, 9), samples(4), 100);
        SideResult fast =
                new SideResult("javacpp", "fast", Map.of(), "default", Map.of(), samples(9, 9), samples(2), 90);
        BenchReport report = new BenchReport(List.of("--rounds", "1"), 0, List.of(slow, fast));
        Path file = folder.resolve("deeper/report.json");
        report.write(file);
        JsonObject first = JsonParser.parseString(Files.readString(file))
                .getAsJsonObject()
                .getAsJsonArray("sides")
                .get(0)
                .getAsJsonObject();
        assertEquals(0.5, first.get("ratio_to_javacpp").getAsDouble());
        assertEquals(256, first.get("tokens_per_second").getAsDouble());
        assertEquals(
                4,
                first.getAsJsonArray("samples")
                        .get(0)
                        .getAsJsonObject()
                        .get("seconds")
                        .getAsDouble());
        assertTrue(report.table().contains("0.50"));
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }

    private static SideResult result(String key, double... losses) {
        return new SideResult(
                key,
                key,
                Map.of(),
                "default",
                Map.of(),
                List.of(new Sample(losses[0], 1), new Sample(losses[1], 1)),
                List.of(new Sample(losses[2], 1)),
                1);
    }

    private static List<Sample> samples(double... seconds) {
        return Arrays.stream(seconds).mapToObj(value -> new Sample(1, value)).toList();
    }
}
