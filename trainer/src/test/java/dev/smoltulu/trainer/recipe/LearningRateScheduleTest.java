package dev.smoltulu.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import dev.smoltulu.trainer.recipe.LearningRateSchedule.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class LearningRateScheduleTest {

    private static double[] rates(LearningRateSchedule schedule) {
        return LongStream.range(0, schedule.totalSteps())
                .mapToDouble(schedule::at)
                .toArray();
    }

    @Test
    void linearWarmsUpAndFallsToZero() {
        LearningRateSchedule schedule = new LearningRateSchedule(Kind.LINEAR, 1.0, 6, 2);
        assertArrayEquals(new double[] {0, 0.5, 1, 0.75, 0.5, 0.25}, rates(schedule));
        assertEquals(0, schedule.at(6));
        assertEquals(0, schedule.at(7));
    }

    @Test
    void constantStaysAtThePeak() {
        assertArrayEquals(new double[] {2, 2, 2}, rates(new LearningRateSchedule(Kind.CONSTANT, 2.0, 3, 0)));
        assertArrayEquals(new double[] {0, 1, 2}, rates(new LearningRateSchedule(Kind.CONSTANT, 2.0, 3, 2)));
    }

    /** Half-cosine at sixths of pi: cosines known in closed form. */
    @Test
    void cosineFallsAsHalfACosine() {
        double root3 = Math.sqrt(3);
        double[] expected = {0, 0.5, 1, (2 + root3) / 4, 0.75, 0.5, 0.25, (2 - root3) / 4};
        LearningRateSchedule schedule = new LearningRateSchedule(Kind.COSINE, 1.0, 8, 2);
        assertArrayEquals(expected, rates(schedule), 1e-15);
        assertEquals(0, schedule.at(8));
    }

    @Test
    void warmupLongerThanTheRunNeverReachesThePeak() {
        assertArrayEquals(new double[] {0, 0.25, 0.5}, rates(new LearningRateSchedule(Kind.LINEAR, 1.0, 3, 4)));
    }

    @Test
    void warmupRatioRoundsUp() {
        assertEquals(1, LearningRateSchedule.warmupSteps(10, 0.03));
        assertEquals(30, LearningRateSchedule.warmupSteps(1000, 0.03));
        assertEquals(31, LearningRateSchedule.warmupSteps(1001, 0.03));
        assertEquals(0, LearningRateSchedule.warmupSteps(1000, 0));
        assertEquals(5, LearningRateSchedule.warmupSteps(5, 1));
    }

    @Test
    void refusesWhatIsNoSchedule() {
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(Kind.LINEAR, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(Kind.LINEAR, Double.NaN, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new LearningRateSchedule(Kind.LINEAR, 1, 1, 0).at(-1));
    }

    @Test
    void givesTheGoldenLearningRates() throws IOException {
        JsonArray expected = JsonParser.parseString(Files.readString(golden()))
                .getAsJsonObject()
                .getAsJsonObject("sft_clip_linear_decay")
                .getAsJsonArray("lrs");
        LearningRateSchedule schedule = new LearningRateSchedule(Kind.LINEAR, 1e-3, expected.size(), 3);
        for (int step = 0; step < expected.size(); step++) {
            assertEquals(expected.get(step).getAsDouble(), schedule.at(step), 1e-15, "step " + step);
        }
    }

    private static Path golden() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolve("shared/golden/stories260K.json");
            if (Files.exists(file) && Files.exists(at.resolve("shared/design.md"))) {
                return file;
            }
        }
        assertFalse("true".equals(System.getenv("CI")), "shared folder with golden numbers is missing");
        return Assumptions.abort("shared folder with golden numbers is missing");
    }
}
