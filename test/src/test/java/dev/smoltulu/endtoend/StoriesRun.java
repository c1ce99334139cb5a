package dev.smoltulu.endtoend;

import java.nio.file.Path;
import java.util.SplittableRandom;

/** A run of twenty steps with everything in it that has state: epochs, schedule, clipping, decay, evaluations. */
final class StoriesRun {

    static final int STEPS = 20;

    private StoriesRun() {}

    /** Writes its rows into {@code temp}, for an output folder in there. */
    static TrainingCommand in(Path temp, String output) {
        Path rows = rows(temp.resolve("rows.jsonl"), 1, 30);
        Path evaluation = rows(temp.resolve("evaluation.jsonl"), 2, 12);
        return TrainingCommand.onStories(rows, temp.resolve(output))
                .with("eval-data", evaluation)
                .with("eval-steps", 4)
                .with("shuffle", true)
                .with("batch-size", 4)
                .with("micro-batch-tokens", 100)
                .with("max-steps", STEPS)
                .with("lr-scheduler-type", "cosine")
                .with("warmup-ratio", 0.2)
                .with("weight-decay", 0.1)
                .with("max-grad-norm", 1);
    }

    private static Path rows(Path file, long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        int[][] rows = new int[count][];
        for (int i = 0; i < count; i++) {
            rows[i] = random.ints(random.nextInt(5, 60), 3, 512).toArray();
        }
        return TrainingCommand.writeRows(file, rows);
    }
}
