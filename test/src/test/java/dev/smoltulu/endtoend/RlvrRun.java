package dev.smoltulu.endtoend;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A run of reinforcement learning on stories260K with everything in it that has state: the model is
 * to go on with what it finds likeliest, which sampled it does now and then.
 */
final class RlvrRun {

    static final int STEPS = 6;

    /** What stories begin with, and how the model goes on where it takes the likeliest token. */
    private static final String[][] STORIES = {
        {"Once upon a time, there was a little girl named", "Lily. She"},
        {"Once upon a time, there was a little boy named", "Timmy. Timmy"},
        {"Once upon a time, there was a big dog named", "Max"},
        {"Lily and Ben like to play in the", "park"},
        {"One day, Lily went to the", "park"},
        {"The dog was very", "happy."},
        {"She loved to play", "with her to"},
    };

    private RlvrRun() {}

    /** Writes its rows into {@code temp}, for an output folder in there. */
    static TrainingCommand in(Path temp, String output) {
        Path rows = TrainingCommand.writeRows(temp.resolve("prompts.jsonl"), judgedBy("exact_match"));
        Path evaluation = TrainingCommand.writeRows(
                temp.resolve("evaluation.jsonl"), judgedBy("exact_match").subList(0, 3));
        return TrainingCommand.onPairs("rlvr", GoldenPairs.reference(), rows, temp.resolve(output))
                .with("eval-data", evaluation)
                .with("eval-steps", 2)
                .with("shuffle", true)
                .with("batch-size", 3)
                .with("number-samples-per-prompt", 4)
                .with("num-mini-batches", 2)
                .with("num-epochs", 2)
                .with("micro-batch-tokens", 100)
                .with("max-length", 64)
                .with("response-length", 3)
                .with("non-stop-penalty", false)
                .with("temperature", 1)
                .with("learning-rate", 1e-4)
                .with("max-steps", STEPS)
                .with("max-grad-norm", 1);
    }

    /** The same by PPO, with the golden reward model for values. */
    static TrainingCommand ppo(Path temp, String output) {
        return in(temp, output)
                .with("algorithm", "ppo")
                .with("value-model", GoldenPairs.rewardModel(temp.resolve("rm")));
    }

    /** The beginnings of stories, with the model's likeliest way on as ground truth for a verifier. */
    static List<JsonObject> judgedBy(String verifier) {
        return Arrays.stream(STORIES)
                .map(story -> {
                    JsonObject row = new JsonObject();
                    row.addProperty("prompt", story[0]);
                    row.addProperty("ground_truth", story[1]);
                    row.addProperty("dataset", verifier);
                    return row;
                })
                .toList();
    }
}
