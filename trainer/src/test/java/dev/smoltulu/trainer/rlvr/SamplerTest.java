package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.data.PromptExample;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.recipe.GrpoConfig;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.verifiers.VerifierSettings;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Responses of a small pretrained model, one by one and in groups. */
final class SamplerTest {

    private static final VerifierPool.Reward REWARD = new VerifierPool.Reward(10, true, -5);
    /** What the model finds likeliest after "Once upon a time, there was a little girl named". */
    private static final String LIKELIEST = "Lily. She";

    @TempDir
    private Path temp;

    private final OwnedResources owned = new OwnedResources();
    private TextTokenizer tokenizer;
    private GenerationEngine engine;
    private VerifierPool verifiers;

    @BeforeEach
    void open() {
        Path stories = SharedFolder.resolve("models/stories260K");
        LlamaConfig config = LlamaConfig.read(stories);
        ModelParameters parameters = owned.own(ModelParameters.read(stories, config));
        tokenizer = owned.own(TextTokenizer.load(stories));
        engine = owned.own(new GenerationEngine(
                config, parameters.tensors(), GenerationSettings.DEFAULT, SessionSettings.on(Device.CPU)));
        verifiers = owned.own(new VerifierPool(Verifiers.of(VerifierSettings.usual()), message -> {}));
    }

    @AfterEach
    void close() {
        owned.close();
    }

    private Sampler sampler(int maxResponse, int maxSequence, Integer... endTokens) {
        return new Sampler(
                engine, tokenizer, Set.of(endTokens), new Sampler.Limits(maxResponse, maxSequence), verifiers, REWARD);
    }

    private PromptExample prompt(String text, String groundTruth) {
        return new PromptExample(
                tokenizer.encode(text, true),
                text,
                new JsonPrimitive(groundTruth),
                "exact_match",
                "made",
                "rows.jsonl row 1");
    }

    private PromptExample girl(String groundTruth) {
        return prompt("Once upon a time, there was a little girl named", groundTruth);
    }

    private static List<Rollout> sample(Sampler sampler, Sampler.Request... requests) {
        return sampler.sample(List.of(requests), () -> false, done -> {}).orElseThrow();
    }

    private static Sampler.Request greedy(PromptExample prompt, int group) {
        return new Sampler.Request(prompt, 7, group, Sampling.GREEDY);
    }

    @Test
    void rolloutsComeInTheOrderOfTheRequestsWithVerdictAndReward() {
        int[] likeliest = sample(sampler(10, 100), greedy(girl(""), 0)).get(0).tokens();
        int end = likeliest[3];
        List<Integer> done = new ArrayList<>();
        List<Rollout> rollouts = sampler(10, 100, end)
                .sample(List.of(greedy(girl("wrong"), 3), greedy(girl(text(likeliest, 3)), 4)), () -> false, done::add)
                .orElseThrow();
        assertEquals(List.of(1, 2), done);
        assertEquals(List.of(3, 4), rollouts.stream().map(Rollout::group).toList());
        Rollout wrong = rollouts.get(0);
        Rollout right = rollouts.get(1);
        assertEquals(List.of(0.0, 10.0), List.of(wrong.reward(), right.reward()));
        assertEquals(
                List.of(0.0, 1.0),
                List.of(wrong.verdict().score(), right.verdict().score()));
        assertTrue(right.ended());
        assertEquals(4, right.length(), "with the end token");
        assertEquals(text(likeliest, 3), right.text(), "without it");
        assertEquals(7, right.example());
    }

    private String text(int[] tokens, int count) {
        return tokenizer.decode(Arrays.copyOf(tokens, count), true);
    }

    @Test
    void aResponseThatIsCutOffIsPenalised() {
        Rollout rollout = sample(sampler(4, 100), greedy(girl(LIKELIEST), 0)).get(0);
        assertFalse(rollout.ended());
        assertEquals(4, rollout.length());
        assertEquals(-5, rollout.reward());
    }

    @Test
    void promptAndResponseTogetherKeepTheMaximumLength() {
        PromptExample prompt = girl("");
        assertEquals(
                2,
                sample(sampler(10, prompt.inputIds().length + 2), greedy(prompt, 0))
                        .get(0)
                        .length());
    }

    /** At another temperature than 1 they are of the distribution that was drawn from, which top-p must not cut off. */
    @Test
    void logProbsAreComparableWithTheTrainingGraphs() {
        Sampler sampler = sampler(6, 100);
        List<Rollout> rollouts = sample(sampler, request(1, 1), request(0.5, 1), request(0.5, 0.9), request(1, 0.9));
        assertEquals(6, rollouts.get(0).logProbs().length);
        assertEquals(6, rollouts.get(1).logProbs().length);
        assertEquals(0, rollouts.get(2).logProbs().length, "nothing to compare with");
        assertEquals(6, rollouts.get(3).logProbs().length);
        for (float logProb : rollouts.get(1).logProbs()) {
            assertTrue(logProb <= 0 && logProb > -30, "log-probability " + logProb);
        }
    }

    private Sampler.Request request(double temperature, double topP) {
        return new Sampler.Request(girl(""), 0, 0, new Sampling(temperature, topP, 0, 11));
    }

    @Test
    void aStopEndsSamplingWithoutRollouts() {
        assertEquals(Optional.empty(), sampler(10, 100).sample(List.of(greedy(girl(""), 0)), () -> true, done -> {}));
    }

    private PromptDataset prompts(String groundTruth) throws IOException, InterruptedException {
        Path rows = Files.writeString(
                temp.resolve("rows.jsonl"), """
                {"prompt": "Once upon a time, there was a little girl named", "ground_truth": "%s",
                 "dataset": "exact_match"}
                {"prompt": "One day, Lily went to the", "ground_truth": "%s", "dataset": "exact_match"}
                """.replace(",\n ", ",").formatted(groundTruth, groundTruth));
        return PromptDataset.load(
                DataSource.parse("data", new JsonPrimitive(rows.toString())),
                new EncodingOptions(tokenizer, null, 60, true, 512, 1),
                Verifiers.of(VerifierSettings.usual()),
                Optional.empty(),
                read -> {},
                () -> false);
    }

    private static RlvrConfig.Rollouts config(Object... keysAndValues) {
        return TinyRun.config(GrpoConfig.class, keysAndValues).rollouts();
    }

    @Test
    void aStepHasAGroupOfResponsesToEachPromptWithSeedsOfTheirOwn() throws Exception {
        PromptDataset prompts = prompts("nothing that a story says");
        GroupSampler groups = new GroupSampler(prompts, config("number_samples_per_prompt", 3), 5);
        RolloutBatch batch = groups.sample(2, new int[] {1, 0}, sampler(5, 100), () -> false, done -> {})
                .orElseThrow();
        assertEquals(
                List.of(0, 0, 0, 1, 1, 1),
                batch.rollouts().stream().map(Rollout::group).toList());
        assertEquals(
                List.of(1, 1, 1, 0, 0, 0),
                batch.rollouts().stream().map(Rollout::example).toList());
        assertEquals(List.of(2, 0, 2, 1), List.of(batch.groups(), batch.allRight(), batch.allEqual(), batch.rounds()));
        assertNotEquals(batch.rollouts().get(0).text(), batch.rollouts().get(1).text());
        RolloutBatch again = new GroupSampler(prompts, config("number_samples_per_prompt", 3), 5)
                .sample(2, new int[] {1, 0}, sampler(5, 100), () -> false, done -> {})
                .orElseThrow();
        for (int i = 0; i < 6; i++) {
            assertArrayEquals(
                    batch.rollouts().get(i).tokens(), again.rollouts().get(i).tokens());
        }
        assertEquals(Optional.empty(), groups.sample(2, new int[] {1}, sampler(5, 100), () -> true, done -> {}));
    }

    /** All rewards are equal, so every round replaces every group, and the first groups fill the places in the end. */
    @Test
    void groupsOfEqualRewardsAreReplacedUntilTheRoundsAreUsedUp() throws Exception {
        GroupSampler groups = new GroupSampler(
                prompts("nothing that a story says"),
                config("number_samples_per_prompt", 2, "active_sampling", true, "max_sampling_rounds", 3),
                5);
        RolloutBatch batch = groups.sample(2, new int[] {1, 0}, sampler(5, 100), () -> false, done -> {})
                .orElseThrow();
        assertEquals(List.of(6, 0, 6, 3), List.of(batch.groups(), batch.allRight(), batch.allEqual(), batch.rounds()));
        assertEquals(
                List.of(0, 0, 1, 1),
                batch.rollouts().stream().map(Rollout::group).toList());
    }
}
