package dev.smoltulu.trainer.rlvr;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.data.PromptExample;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.loop.OpenRun;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.TrainingConfig;
import dev.smoltulu.trainer.reference.ReferenceModel;
import dev.smoltulu.verifiers.Verdict;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** What tests of a step's updates need: models of a few hundred random weights, their sessions, and made-up rollouts. */
final class TinyRun {

    static final LlamaConfig MODEL = LlamaConfig.of(JsonParser.parseString("""
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 24, "hidden_size": 16,
             "intermediate_size": 24, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": false,
             "initializer_range": 0.3}
            """).getAsJsonObject(), "config.json");

    private static final long POLICY_SEED = 1;
    private static final long REFERENCE_SEED = 2;
    private static final Path NOWHERE = Path.of("no-such-folder");

    private TinyRun() {}

    /** The configuration of a recipe of rlvr with these keys and values, in turn. */
    static <C extends TrainingConfig> C config(Class<C> type, Object... keysAndValues) {
        Map<String, JsonElement> entries = new LinkedHashMap<>();
        for (String required : List.of("model", "data", "output_dir")) {
            entries.put(required, new JsonPrimitive("unused.jsonl"));
        }
        for (int i = 0; i < keysAndValues.length; i += 2) {
            Object value = keysAndValues[i + 1];
            entries.put(
                    (String) keysAndValues[i],
                    value instanceof Number number
                            ? new JsonPrimitive(number)
                            : value instanceof Boolean flag
                                    ? new JsonPrimitive(flag)
                                    : new JsonPrimitive((String) value));
        }
        return Recipe.of(Objective.RLVR, entries, "recipe").config(type);
    }

    /** @param tokenBudget tokens of a pass */
    static RunSetup setup(TrainingTask task, int tokenBudget) {
        return new RunSetup(task, NOWHERE, MODEL, MODEL.maxPositions(), tokenBudget, 2, null);
    }

    static TrainingSession policy(RunSetup setup) {
        return new BoundTrainingSession(
                setup.spec(MODEL, setup.task().objective()), InitialModel.random(MODEL, POLICY_SEED));
    }

    static OpenRun open(TrainingSession policy) {
        return new OpenRun(policy, null, null, 0, Optional.empty(), null, null);
    }

    static ReferenceModel reference() {
        return new ReferenceModel(NOWHERE, MODEL, OptionalLong.of(REFERENCE_SEED));
    }

    static TrainingSession referencePolicy(RunSetup setup) {
        return new BoundTrainingSession(
                setup.spec(MODEL, setup.task().objective()), InitialModel.random(MODEL, REFERENCE_SEED));
    }

    /** A prompt of {@code length} tokens. */
    static PromptExample prompt(int length) {
        return new PromptExample(
                IntStream.range(1, length + 1).toArray(),
                "prompt",
                new JsonPrimitive("7"),
                "exact_match",
                "made",
                "rows.jsonl row 1");
    }

    /** A response of so many tokens to a prompt of three, whose engine reported log-probabilities of 0. */
    static Rollout rollout(int group, int length, double reward) {
        return rollout(prompt(3), group, IntStream.range(10, 10 + length).toArray(), reward);
    }

    static Rollout rollout(PromptExample prompt, int group, int[] tokens, double reward) {
        return new Rollout(
                prompt, group, group, tokens, new float[tokens.length], true, "text", Verdict.of(reward > 0), reward);
    }

    /** Three responses to each of two prompts, of one to six tokens, some of them right. */
    static List<Rollout> rollouts() {
        SplittableRandom random = new SplittableRandom(3);
        List<Rollout> rollouts = new ArrayList<>();
        for (int group = 0; group < 2; group++) {
            PromptExample prompt = prompt(4 + group);
            for (int sample = 0; sample < 3; sample++) {
                int[] tokens = random.ints(1 + (5 * group + 2 * sample) % 6, 0, MODEL.vocabSize())
                        .toArray();
                rollouts.add(rollout(prompt, group, tokens, sample == group ? 10 : 0));
            }
        }
        return rollouts;
    }

    /** The log-probabilities of each rollout's tokens, each rollout in a pass of its own. */
    static List<float[]> logProbs(TrainingSession session, PolicyObjective objective, List<Rollout> rollouts) {
        return rollouts.stream()
                .map(rollout -> {
                    PackedRollouts<Rollout> alone = PackedRollouts.ofTokens(List.of(rollout), Rollout::packed, 1, 2)
                            .get(0);
                    session.evaluate(PolicyUpdates.scoringInputs(alone, objective));
                    float[][] scores = new float[1][];
                    alone.forEach(session.scores(), (r, numbers) -> scores[0] = numbers);
                    return scores[0];
                })
                .toList();
    }
}
