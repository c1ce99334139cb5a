package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.generation.StopRule;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Small runs of {@code smoltulu rlvr} by both algorithms. */
final class RlvrTest {

    @TempDir
    private Path temp;

    private TrainingCommand command(String algorithm, String output) {
        return algorithm.equals("ppo") ? RlvrRun.ppo(temp, output) : RlvrRun.in(temp, output);
    }

    @ParameterizedTest
    @ValueSource(strings = {"grpo", "ppo"})
    void stepsMeasureWhatHappened(String algorithm) {
        RunFiles run = command(algorithm, "run").finish();
        assertEquals(RlvrRun.STEPS, run.stepRows().size());
        for (JsonObject row : run.stepRows()) {
            for (String key : List.of(
                    "reward",
                    "reward_std",
                    "verified",
                    "reward/exact_match",
                    "response_length",
                    "no_eos",
                    "kl",
                    "kl_per_token",
                    "entropy",
                    "clip_fraction",
                    "logprob_error",
                    "groups",
                    "groups_all_right",
                    "groups_all_alike",
                    "loss",
                    "grad_norm")) {
                assertTrue(row.has(key) && !row.get(key).isJsonNull(), () -> key + " in " + row);
            }
            assertEquals(algorithm.equals("ppo"), row.has("value_loss") && row.has("explained_variance"));
            assertEquals(
                    10 * row.get("verified").getAsDouble(), row.get("reward").getAsDouble(), 1e-9);
            assertTrue(row.get("logprob_error_max").getAsDouble() < 1e-4, row.toString());
            assertTrue(row.get("entropy").getAsDouble() > 0, row.toString());
            assertEquals(1, row.get("no_eos").getAsDouble());
        }
        JsonObject first = run.stepRows().get(0);
        assertEquals(
                algorithm.equals("ppo") ? 0 : first.get("kl").getAsDouble(),
                first.get("kl").getAsDouble(),
                "nothing has moved before PPO's first update");
        assertEquals(List.of("checkpoint-6"), run.checkpoints());
        assertTrue(Files.exists(run.folder().resolve("best/model.safetensors")), "best");
        assertEquals(
                4 * RlvrRun.STEPS,
                Json.lines(run.folder().resolve("samples.jsonl")).size());
    }

    @Test
    void theEngineSamplesFromTheWeightsThatAreTrained() {
        RunFiles run = RlvrRun.in(temp, "run").with("learning-rate", 3e-3).finish();
        LlamaConfig config = LlamaConfig.read(run.folder());
        try (ModelParameters reloaded = ModelParameters.read(run.folder(), config);
                GenerationEngine engine = new GenerationEngine(
                        config, reloaded.tensors(), GenerationSettings.DEFAULT, SessionSettings.on(Device.CPU));
                TextTokenizer tokenizer = TextTokenizer.load(run.folder())) {
            for (JsonObject sample : Json.lines(run.folder().resolve("eval_samples.jsonl"))) {
                int[] prompt = tokenizer.encode(sample.get("prompt").getAsString(), true);
                int[] tokens = engine.generate(
                                List.of(new GenerationRequest(prompt, 3, Sampling.GREEDY, Set.of(2), StopRule.NEVER)))
                        .get(0)
                        .tokens();
                assertArrayEquals(Json.ints(sample.get("token_ids")), tokens, sample.toString());
            }
        }
        assertNotEquals(
                0,
                RunFiles.largestDifference(
                        run.weights(),
                        HandReadTensors.of(GoldenPairs.reference().resolve("model.safetensors"))
                                .allFloats()));
    }

    /** Without any right answer only the divergence from the reference is left, and from itself a model has none. */
    @Test
    void aVerifierThatNeverAgreesMovesNothingAwayFromTheReference() {
        RunFiles run = never(GoldenPairs.reference()).finish();
        for (JsonObject row : run.stepRows()) {
            assertEquals(0, row.get("reward").getAsDouble());
            assertEquals(2, row.get("groups_all_alike").getAsDouble());
            assertEquals(0, row.get("loss").getAsDouble());
            assertEquals(0, row.get("grad_norm").getAsDouble());
        }
        assertEquals(
                0,
                RunFiles.largestDifference(
                        run.weights(),
                        HandReadTensors.of(GoldenPairs.reference().resolve("model.safetensors"))
                                .allFloats()));
    }

    @Test
    void onlyTheDivergenceMovesWhatDiffersFromTheReference() {
        Path policy = ModelFolder.scale(ModelFolder.copyOfStories(temp.resolve("policy")), 1.15f);
        RunFiles run =
                never(policy).with("reference-model", GoldenPairs.reference()).finish();
        for (JsonObject row : run.stepRows()) {
            double divergence = row.get("kl_per_token").getAsDouble();
            assertEquals(divergence, row.get("loss").getAsDouble(), 1e-5, row.toString());
            assertTrue(divergence > 0 && divergence < 1.5, () -> "it stays near: " + row);
        }
        assertNotEquals(
                0,
                RunFiles.largestDifference(
                        run.weights(),
                        HandReadTensors.of(policy.resolve("model.safetensors")).allFloats()));
    }

    private TrainingCommand never(Path model) {
        Path rows = TrainingCommand.writeRows(
                temp.resolve("never.jsonl"),
                List.of(
                        row("Once upon a time, there was a little girl named"),
                        row("Lily and Ben like to play in the")));
        return RlvrRun.in(temp, "run")
                .with("model", model)
                .with("data", rows)
                .without("eval-data")
                .without("eval-steps")
                .with("batch-size", 2)
                .with("number-samples-per-prompt", 16)
                .with("num-epochs", 1)
                .with("num-mini-batches", 1)
                .with("beta", 1)
                .with("max-steps", 12)
                .with("max-grad-norm", "null");
    }

    private static JsonObject row(String prompt) {
        JsonObject row = new JsonObject();
        row.addProperty("prompt", prompt);
        row.addProperty("ground_truth", "nothing that a story says");
        row.addProperty("dataset", "exact_match");
        return row;
    }

    /** The token that the model finds likeliest ends an answer: many are empty but for it. */
    @ParameterizedTest
    @ValueSource(strings = {"grpo", "ppo"})
    void emptyResponsesAreResponses(String algorithm) throws IOException {
        Path model = ModelFolder.copyOfStories(temp.resolve("model"));
        Files.writeString(model.resolve("generation_config.json"), "{\"eos_token_id\": [2, 317, 282, 405]}");
        RunFiles run = command(algorithm, "run")
                .with("model", model)
                .with("non-stop-penalty", true)
                .finish();
        List<JsonObject> samples = Json.lines(run.folder().resolve("samples.jsonl"));
        assertTrue(
                samples.stream()
                        .anyMatch(sample -> sample.get("response").getAsString().isEmpty()
                                && sample.get("ended").getAsBoolean()),
                samples.toString());
        double penalty = algorithm.equals("ppo") ? -10 : 0;
        samples.stream()
                .filter(sample -> !sample.get("ended").getAsBoolean())
                .forEach(sample -> assertEquals(penalty, sample.get("reward").getAsDouble()));
    }

    @Test
    void promptsThatLeaveNoRoomForAnAnswerAreLeftOutAndCounted() {
        TrainingCommand.Outcome some = RlvrRun.in(temp, "some")
                .without("eval-data")
                .without("eval-steps")
                .with("max-length", 11)
                .with("max-steps", 1)
                .run();
        assertEquals(0, some.code(), some.err());
        assertTrue(some.out().contains("left out because they are too long"), some.out());
        TrainingCommand.Outcome none =
                RlvrRun.in(temp, "none").with("max-length", 3).run();
        assertEquals(1, none.code(), none.out());
        assertEquals(1, none.errorLines().size(), none.err());
    }

    /** Right, wrong, a crash, garbage on standard error, and no end: a program of the user's as verifier. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the program is a shell script")
    void aVerifierThatFailsCostsResponsesNotTheRun() {
        String script =
                "read line; case $line in *little*) exit 0;; *big*) echo broken >&2; exit 3;; *Ben*) sleep 60;; "
                        + "esac; exit 1";
        TrainingCommand.Outcome outcome = RlvrRun.in(temp, "run")
                .without("eval-data")
                .without("eval-steps")
                .with("data", TrainingCommand.writeRows(temp.resolve("judged.jsonl"), RlvrRun.judgedBy("judge")))
                .with("batch-size", 7)
                .with("max-steps", 2)
                .with("verifier-timeout", 0.5)
                .with("verifiers", "{\"judge\": {\"command\": [\"sh\", \"-c\", \"" + script + "\"]}}")
                .run();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.out().contains("ended with exit code 3"), outcome.out());
        assertTrue(outcome.out().contains("took longer than 500 ms"), outcome.out());
        for (JsonObject row : new RunFiles(temp.resolve("run")).stepRows()) {
            assertEquals(8, row.get("verifier_problems").getAsDouble(), row.toString());
            assertEquals(2.0 / 7, row.get("verified").getAsDouble(), 1e-9);
        }
    }

    @Test
    void groupsThatTeachNothingMayBeReplaced() {
        RunFiles run = RlvrRun.in(temp, "run")
                .with("active-sampling", true)
                .with("max-sampling-rounds", 4)
                .finish();
        for (JsonObject row : run.stepRows()) {
            // Seven prompts in batches of three: an epoch's last batch has one.
            int prompts = row.get("step").getAsInt() % 3 == 0 ? 1 : 3;
            assertTrue(row.get("groups").getAsInt() >= prompts, row.toString());
            assertTrue(row.get("sampling_rounds").getAsInt() <= 4, row.toString());
            assertEquals(
                    row.get("groups").getAsInt() > prompts,
                    row.get("sampling_rounds").getAsInt() > 1);
        }
        assertTrue(run.stepRows().stream()
                .anyMatch(row -> row.get("sampling_rounds").getAsDouble() > 1));
    }

    @Test
    void theSameRunTwiceIsTheSame() {
        RunFiles one = RlvrRun.in(temp, "one").finish();
        one.assertSameAs(RlvrRun.in(temp, "two").finish());
    }

    @Test
    void aLanguageModelIsNoValueModel() {
        TrainingCommand.Outcome outcome = RlvrRun.in(temp, "run")
                .with("algorithm", "ppo")
                .with("value-model", GoldenPairs.reference())
                .run();
        assertEquals(2, outcome.code());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertTrue(outcome.err().contains("value_model"), outcome.err());
    }
}
