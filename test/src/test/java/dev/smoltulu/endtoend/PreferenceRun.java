package dev.smoltulu.endtoend;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** A run of twenty steps on random pairs with everything in it that has state, like {@link StoriesRun}. */
final class PreferenceRun {

    static final int STEPS = 20;

    private PreferenceRun() {}

    /** Writes its rows into {@code temp}, for an output folder in there. */
    static TrainingCommand in(String verb, Path temp, String output) {
        Path rows = TrainingCommand.writeRows(temp.resolve("pairs.jsonl"), pairs(1, 30));
        Path evaluation = TrainingCommand.writeRows(temp.resolve("evaluation.jsonl"), pairs(2, 12));
        return TrainingCommand.onPairs(verb, GoldenPairs.reference(), rows, temp.resolve(output))
                .with("eval-data", evaluation)
                .with("eval-steps", 4)
                .with("shuffle", true)
                .with("batch-size", 4)
                .with("micro-batch-tokens", 150)
                .with("max-steps", STEPS)
                .with("learning-rate", 1e-4)
                .with("lr-scheduler-type", "cosine")
                .with("warmup-ratio", 0.2)
                .with("max-grad-norm", 1);
    }

    /** Rows of token ids: a shared prompt and two answers of unequal length, which alone are trained. */
    static List<JsonObject> pairs(long seed, int count) {
        SplittableRandom random = new SplittableRandom(seed);
        List<JsonObject> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int[] prompt = random.ints(random.nextInt(3, 40), 3, 512).toArray();
            JsonObject row = new JsonObject();
            for (String side : new String[] {"chosen", "rejected"}) {
                int[] answer = random.ints(random.nextInt(1, 30), 3, 512).toArray();
                int[] ids = IntStream.concat(Arrays.stream(prompt), Arrays.stream(answer))
                        .toArray();
                int[] labels = ids.clone();
                Arrays.fill(labels, 0, prompt.length, -100);
                row.add(side + "_input_ids", Json.array(ids));
                row.add(side + "_labels", Json.array(labels));
            }
            rows.add(row);
        }
        return rows;
    }
}
