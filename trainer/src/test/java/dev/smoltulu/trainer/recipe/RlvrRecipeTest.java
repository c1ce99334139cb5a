package dev.smoltulu.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.objective.KlEstimator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of rlvr. */
final class RlvrRecipeTest {

    private static Recipe parse(String... flags) {
        Map<String, String> all = new LinkedHashMap<>(Map.of("model", "m", "data", "d.jsonl", "output_dir", "out"));
        for (int i = 0; i < flags.length; i += 2) {
            all.put(flags[i], flags[i + 1]);
        }
        return Recipe.parse(Objective.RLVR, Optional.empty(), Overriding.by(all));
    }

    @Test
    void groupsAsInTulu31AreTheDefault() {
        GrpoConfig config = parse().config(GrpoConfig.class);
        assertEquals(48, config.steps().batchSize());
        assertEquals(16, config.rollouts().numberSamplesPerPrompt());
        assertEquals(1, config.policy().numEpochs());
        assertEquals(2, config.policy().numMiniBatches());
        assertEquals(5e-7, config.schedule().learningRate());
        assertEquals(LearningRateSchedule.Kind.CONSTANT, config.schedule().lrSchedulerType());
        assertEquals(0.01, config.policy().beta());
        assertEquals(KlEstimator.KL3, config.policy().klEstimator());
        assertEquals(0, config.verification().penaltyRewardValue());
        assertEquals(10, config.verification().verificationReward());
        assertEquals(OptionalDouble.of(1), config.optimizer().maxGradNorm());
        assertEquals(4096, config.data().maxLength());
        assertEquals(48 * 16, config.examplesPerStep());
    }

    @Test
    void ppoHasThoseOfTulu3AndSmolTulu() {
        PpoConfig config = parse("algorithm", "ppo", "value_model", "rm").config(PpoConfig.class);
        assertEquals("rm", config.valueModel());
        assertEquals(32, config.steps().batchSize());
        assertEquals(1, config.rollouts().numberSamplesPerPrompt());
        assertEquals(4, config.policy().numEpochs());
        assertEquals(1, config.policy().numMiniBatches());
        assertEquals(3e-6, config.schedule().learningRate());
        assertEquals(3e-6, config.valueLearningRate());
        assertEquals(LearningRateSchedule.Kind.LINEAR, config.schedule().lrSchedulerType());
        assertEquals(0.05, config.policy().beta());
        assertEquals(KlEstimator.KL1, config.policy().klEstimator());
        assertEquals(-10, config.verification().penaltyRewardValue());
        assertEquals(0.1, config.vfCoef());
        assertEquals(0.95, config.lam());
    }

    @Test
    void theUpperClipRangeFollowsTheLowerOne() {
        assertEquals(0.2, parse().config(RlvrConfig.class).policy().clipHigher());
        assertEquals(
                0.1, parse("cliprange", "0.1").config(RlvrConfig.class).policy().clipHigher());
        assertEquals(
                0.272,
                parse("clip_higher", "0.272").config(RlvrConfig.class).policy().clipHigher());
    }

    @Test
    void totalEpisodesAreStepsOfAllResponsesUnlessMaxStepsSaysOtherwise() {
        assertEquals(2, parse("total_episodes", "769").config().totalSteps(100));
        assertEquals(
                5, parse("total_episodes", "769", "max_steps", "5").config().totalSteps(100));
        assertEquals(100, parse().config().totalSteps(100));
    }

    @Test
    void helpNamesBothDefaults() {
        assertTrue(Objective.RLVR.helpOf(RecipeKey.BETA).endsWith("(default 0.01 for grpo, 0.05 for ppo)"));
        assertTrue(Objective.DPO.helpOf(RecipeKey.BETA).endsWith("(default 5 for dpo_norm, 0.1 for dpo)"));
    }

    @ParameterizedTest
    @CsvSource({
        "algorithm, ppo, value_model",
        "value_model, rm, grpo",
        "number_samples_per_prompt, 1, at least 2",
        "asynchronous, 2, 0 or 1",
        "temperature, 0, at least",
        "top_p, 0, above 0",
        "verifiers, text, a JSON object",
        "eval_temperature, 0.00001, 0 or at least",
        "algorithm, rloo, grpo"
    })
    void whatCannotBeIsToldInOneLine(String key, String value, String word) {
        UserError error = assertThrows(UserError.class, () -> parse(key, value));
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().contains(word), error.getMessage());
        assertTrue(error.getMessage().lines().count() == 1, error.getMessage());
    }

    @Test
    void oneResponseIsNeverOfBothKinds() {
        UserError error = assertThrows(
                UserError.class, () -> parse("algorithm", "ppo", "value_model", "rm", "active_sampling", "true"));
        assertTrue(error.getMessage().contains("number_samples_per_prompt"), error.getMessage());
    }
}
