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

/** Responses that were sampled for a step that has not been made, as a checkpoint keeps them: rollouts.json. */
final class RolloutFile {

    private static final String NAME = "rollouts.json";
    private static final long MAX_BYTES = 1L << 30;

    private RolloutFile() {}

    static void write(Path checkpoint, Rollouts.Batch batch) {
        JsonObject json = new JsonObject();
        json.addProperty("groups", batch.groups());
        json.addProperty("groups_all_right", batch.allRight());
        json.addProperty("groups_all_alike", batch.allAlike());
        json.addProperty("sampling_rounds", batch.rounds());
        JsonArray rollouts = new JsonArray();
        batch.rollouts().forEach(rollout -> rollouts.add(element(rollout)));
        json.add("rollouts", rollouts);
        AtomicFile.write(checkpoint.resolve(NAME), json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static JsonObject element(Rollout rollout) {
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

    /** What {@link #write} stored, with its prompts; nothing where nothing was stored. */
    static Optional<Rollouts.Batch> read(Path checkpoint, PromptDataset prompts) {
        Path file = checkpoint.resolve(NAME);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonObject json = StrictJson.readObject(file, MAX_BYTES);
        try {
            List<Rollout> rollouts = new ArrayList<>();
            for (JsonElement element : json.getAsJsonArray("rollouts")) {
                rollouts.add(rollout(element.getAsJsonObject(), prompts));
            }
            return Optional.of(new Rollouts.Batch(
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

    private static Rollout rollout(JsonObject json, PromptDataset prompts) {
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
