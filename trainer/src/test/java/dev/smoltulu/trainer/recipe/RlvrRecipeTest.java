package dev.smoltulu.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
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
        Map<String, String> all = new LinkedHashMap<>(Map.of("model", "m", "data", "d.jsonl", "output-dir", "out"));
        for (int i = 0; i < flags.length; i += 2) {
            all.put(flags[i], flags[i + 1]);
        }
        return Recipe.parse(Objective.RLVR, Optional.empty(), all);
    }

    @Test
    void groupsAsInTulu31AreTheDefault() {
        Recipe recipe = parse();
        assertEquals(48, recipe.whole(RecipeKey.BATCH_SIZE));
        assertEquals(16, recipe.whole(RecipeKey.NUMBER_SAMPLES_PER_PROMPT));
        assertEquals(1, recipe.whole(RecipeKey.NUM_EPOCHS));
        assertEquals(2, recipe.whole(RecipeKey.NUM_MINI_BATCHES));
        assertEquals(5e-7, recipe.number(RecipeKey.LEARNING_RATE));
        assertEquals("constant", recipe.text(RecipeKey.LR_SCHEDULER_TYPE));
        assertEquals(0.01, recipe.number(RecipeKey.BETA));
        assertEquals("kl3", recipe.text(RecipeKey.KL_ESTIMATOR));
        assertEquals(0, recipe.number(RecipeKey.PENALTY_REWARD_VALUE));
        assertEquals(10, recipe.number(RecipeKey.VERIFICATION_REWARD));
        assertEquals(OptionalDouble.of(1), recipe.optionalNumber(RecipeKey.MAX_GRAD_NORM));
        assertEquals(4096, recipe.whole(RecipeKey.MAX_LENGTH));
    }

    @Test
    void ppoHasThoseOfTulu3AndSmolTulu() {
        Recipe recipe = parse("algorithm", "ppo", "value-model", "rm");
        assertEquals(32, recipe.whole(RecipeKey.BATCH_SIZE));
        assertEquals(1, recipe.whole(RecipeKey.NUMBER_SAMPLES_PER_PROMPT));
        assertEquals(4, recipe.whole(RecipeKey.NUM_EPOCHS));
        assertEquals(1, recipe.whole(RecipeKey.NUM_MINI_BATCHES));
        assertEquals(3e-6, recipe.number(RecipeKey.LEARNING_RATE));
        assertEquals(3e-6, recipe.number(RecipeKey.VALUE_LEARNING_RATE));
        assertEquals("linear", recipe.text(RecipeKey.LR_SCHEDULER_TYPE));
        assertEquals(0.05, recipe.number(RecipeKey.BETA));
        assertEquals("kl1", recipe.text(RecipeKey.KL_ESTIMATOR));
        assertEquals(-10, recipe.number(RecipeKey.PENALTY_REWARD_VALUE));
        assertEquals(0.1, recipe.number(RecipeKey.VF_COEF));
        assertEquals(0.95, recipe.number(RecipeKey.LAM));
    }

    @Test
    void theUpperClipRangeFollowsTheLowerOne() {
        assertEquals(0.2, parse().number(RecipeKey.CLIP_HIGHER));
        assertEquals(0.1, parse("cliprange", "0.1").number(RecipeKey.CLIP_HIGHER));
        assertEquals(0.272, parse("clip-higher", "0.272").number(RecipeKey.CLIP_HIGHER));
    }

    @Test
    void helpNamesBothDefaults() {
        assertTrue(Objective.RLVR.helpOf(RecipeKey.BETA).endsWith("(default 0.01 for grpo, 0.05 for ppo)"));
        assertTrue(Objective.DPO.helpOf(RecipeKey.BETA).endsWith("(default 5 for dpo_norm, 0.1 for dpo)"));
    }

    @ParameterizedTest
    @CsvSource({
        "algorithm, ppo, value_model",
        "value-model, rm, grpo",
        "number-samples-per-prompt, 1, at least 2",
        "asynchronous, 2, 0 or 1",
        "temperature, 0, at least",
        "top-p, 0, above 0",
        "verifiers, text, a JSON object",
        "eval-temperature, 0.00001, 0 or at least",
        "training-session, ort, unknown flag",
        "algorithm, rloo, grpo"
    })
    void whatCannotBeIsToldInOneLine(String flag, String value, String word) {
        UserError error = assertThrows(UserError.class, () -> parse(flag, value));
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().contains(word), error.getMessage());
        assertTrue(error.getMessage().lines().count() == 1, error.getMessage());
    }

    @Test
    void oneResponseIsNeverOfBothKinds() {
        UserError error = assertThrows(
                UserError.class, () -> parse("algorithm", "ppo", "value-model", "rm", "active-sampling", "true"));
        assertTrue(error.getMessage().contains("number_samples_per_prompt"), error.getMessage());
    }

    @ParameterizedTest
    @CsvSource({"SFT, algorithm, grpo", "DPO, temperature, 1", "REWARD, verifier-rules, published"})
    void otherObjectivesDoNotHaveThem(Objective objective, String flag, String value) {
        UserError error = assertThrows(
                UserError.class,
                () -> Recipe.parse(
                        objective,
                        Optional.empty(),
                        Map.of("model", "m", "data", "d.jsonl", "output-dir", "out", flag, value)));
        assertTrue(error.getMessage().startsWith("unknown flag --" + flag), error.getMessage());
    }
}
