package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SftDeterminismTest {

    @TempDir
    private Path temp;

    @Test
    void theSameRecipeTwiceMakesTheSameFiles() {
        RunFiles first = StoriesRun.in(temp, "first").with("save-steps", 6).finish();
        RunFiles second = StoriesRun.in(temp, "second").with("save-steps", 6).finish();
        first.assertSameAs(second);
        assertEquals(
                6, first.metrics().stream().filter(row -> row.has("eval_loss")).count(), "steps 0, 4, ... 20");
    }

    @Test
    void theSeedDecidesTheOrder() {
        RunFiles first = StoriesRun.in(temp, "first").with("max-steps", 2).finish();
        RunFiles second = StoriesRun.in(temp, "second")
                .with("max-steps", 2)
                .with("seed", 43)
                .finish();
        assertTrue(first.losses()[0] != second.losses()[0]);
    }

    @Test
    void randomWeightsComeFromTheSeed() {
        TrainingCommand random =
                StoriesRun.in(temp, "first").with("init", "random").with("max-steps", 2);
        RunFiles first = random.finish();
        first.assertSameAs(random.with("output-dir", temp.resolve("second")).finish());
        assertEquals(Math.log(512), first.losses()[0], 0.1, "untrained: every token is as likely");
    }
}
