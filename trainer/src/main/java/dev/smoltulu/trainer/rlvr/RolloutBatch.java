package dev.smoltulu.trainer.rlvr;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.verifiers.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rollouts of one step. A checkpoint keeps those that were sampled for a step that has not been made, in
 * rollouts.json: the weights that they came from no longer exist.
 *
 * @param rollouts the rollouts of a group one after the other
 * @param groups   groups sampled, the replaced ones included
 * @param allRight groups, the replaced ones included, whose responses all got the full score and ended
 * @param allEqual groups, the replaced ones included, whose responses all got the same reward, full or not
 * @param rounds   rounds of sampling
 */
record RolloutBatch(List<Rollout> rollouts, int groups, int allRight, int allEqual, int rounds) {

    private static final String FILE_NAME = "rollouts.json";
    private static final long MAX_BYTES = 1L << 30;

    /** Writes this into a checkpoint's folder. */
    void write(Path checkpoint) {
        JsonObject json = new JsonObject();
        json.addProperty("groups", groups);
        json.addProperty("groups_all_right", allRight);
        json.addProperty("groups_all_alike", allEqual);
        json.addProperty("sampling_rounds", rounds);
        JsonArray elements = new JsonArray();
        rollouts.forEach(rollout -> elements.add(toJson(rollout)));
        json.add("rollouts", elements);
        AtomicFile.write(checkpoint.resolve(FILE_NAME), json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject toJson(Rollout rollout) {
        JsonObject json = new JsonObject();
        json.addProperty("example", rollout.example());
        json.addProperty("group", rollout.group());
        JsonArray tokens = new JsonArray();
        for (int token : rollout.tokens()) {
            tokens.add(token);
        }
        json.add("tokens", tokens);
        JsonArray logProbs = new JsonArray();
        for (float logProb : rollout.logProbs()) {
            logProbs.add(logProb);
        }
        json.add("log_probs", logProbs);
        json.addProperty("ended", rollout.ended());
        json.addProperty("text", rollout.text());
        json.addProperty("score", rollout.verdict().score());
        rollout.verdict().problem().ifPresent(problem -> json.addProperty("problem", problem));
        json.addProperty("reward", rollout.reward());
        return json;
    }

    /**
     * What {@link #write} stored; empty where nothing was stored.
     *
     * @param prompts the data set that the rollouts' prompts are in
     * @throws UserError when the file was not written by {@link #write}
     */
    static Optional<RolloutBatch> read(Path checkpoint, PromptDataset prompts) {
        Path file = checkpoint.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonObject json = StrictJson.readObject(file, MAX_BYTES);
        try {
            List<Rollout> rollouts = new ArrayList<>();
            for (JsonElement element : json.getAsJsonArray("rollouts")) {
                rollouts.add(fromJson(element.getAsJsonObject(), prompts));
            }
            return Optional.of(new RolloutBatch(
                    rollouts,
                    json.get("groups").getAsInt(),
                    json.get("groups_all_right").getAsInt(),
                    json.get("groups_all_alike").getAsInt(),
                    json.get("sampling_rounds").getAsInt()));
        } catch (NullPointerException
                | IllegalStateException
                | UnsupportedOperationException
                | IllegalArgumentException
                | IndexOutOfBoundsException e) {
            throw UserError.failed(
                    file + " does not hold responses; delete its folder to resume from an earlier " + "checkpoint", e);
        }
    }

    private static Rollout fromJson(JsonObject json, PromptDataset prompts) {
        int example = json.get("example").getAsInt();
        int[] tokens = json.getAsJsonArray("tokens").asList().stream()
                .mapToInt(JsonElement::getAsInt)
                .toArray();
        JsonArray stored = json.getAsJsonArray("log_probs");
        float[] logProbs = new float[stored.size()];
        for (int i = 0; i < logProbs.length; i++) {
            logProbs[i] = stored.get(i).getAsFloat();
        }
        Verdict verdict = json.has("problem")
                ? Verdict.failed(json.get("problem").getAsString())
                : Verdict.scored(json.get("score").getAsDouble());
        return new Rollout(
                prompts.get(example),
                example,
                json.get("group").getAsInt(),
                tokens,
                logProbs,
                json.get("ended").getAsBoolean(),
                json.get("text").getAsString(),
                verdict,
                json.get("reward").getAsDouble());
    }
}
