package dev.smoltulu.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys of dpo and reward. */
final class PreferenceRecipeTest {

    private static Recipe parse(Objective objective, String flag, String value) {
        return Recipe.parse(
                objective, Optional.empty(), Map.of("model", "m", "data", "d.jsonl", "output-dir", "out", flag, value));
    }

    @Test
    void defaultsAreSmolTulus() {
        Recipe dpo = parse(Objective.DPO, "seed", "1");
        assertEquals(12, dpo.whole(RecipeKey.BATCH_SIZE));
        assertEquals(8e-7, dpo.number(RecipeKey.LEARNING_RATE));
        assertEquals("dpo_norm", dpo.text(RecipeKey.LOSS_TYPE));
        assertEquals(5, dpo.number(RecipeKey.BETA));
        assertEquals(0, dpo.number(RecipeKey.LABEL_SMOOTHING));
        assertEquals(Optional.empty(), dpo.optionalText(RecipeKey.REFERENCE_MODEL));
        Recipe reward = parse(Objective.REWARD, "seed", "1");
        assertEquals(4, reward.whole(RecipeKey.BATCH_SIZE));
        assertEquals(4e-5, reward.number(RecipeKey.LEARNING_RATE));
        assertEquals(1e-5, reward.number(RecipeKey.ADAM_EPSILON));
    }

    @Test
    void betaFollowsTheLossUnlessGiven() {
        assertEquals(0.1, parse(Objective.DPO, "loss-type", "dpo").number(RecipeKey.BETA));
        assertEquals(3, parse(Objective.DPO, "beta", "3").number(RecipeKey.BETA));
    }

    @ParameterizedTest
    @CsvSource({
        "SFT, beta, 1",
        "SFT, loss-type, dpo",
        "SFT, label-smoothing, 0.1",
        "SFT, reference-model, m",
        "DPO, loss-reduction, sum",
        "DPO, assistant-only-loss, true",
        "REWARD, beta, 1",
        "REWARD, reference-model, m"
    })
    void keysOfOtherObjectivesAreRefused(Objective objective, String flag, String value) {
        UserError error = assertThrows(UserError.class, () -> parse(objective, flag, value));
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().startsWith("unknown flag --" + flag), error.getMessage());
    }

    @Test
    void theRecipesThatComeWithTheProgramAreRead() throws IOException {
        Map<String, Objective> prefixes = Map.of(
                "sft-",
                Objective.SFT,
                "dpo-",
                Objective.DPO,
                "rm-",
                Objective.REWARD,
                "rlvr-",
                Objective.RLVR,
                "quickstart-rlvr",
                Objective.RLVR);
        try (Stream<Path> recipes = Files.list(Path.of("..", "recipes"))) {
            for (Path recipe : recipes.filter(Files::isRegularFile).toList()) {
                Objective objective = prefixes.entrySet().stream()
                        .filter(prefix -> recipe.getFileName().toString().startsWith(prefix.getKey()))
                        .findFirst()
                        .orElseThrow()
                        .getValue();
                Recipe.parse(objective, Optional.of(recipe), Map.of("data", "d.jsonl", "output-dir", "out"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"beta, 0", "beta, -1", "label-smoothing, 0.6", "loss-type, ipo"})
    void valuesOutOfRangeAreRefused(String flag, String value) {
        UserError error = assertThrows(UserError.class, () -> parse(Objective.DPO, flag, value));
        assertTrue(error.getMessage().startsWith("--" + flag + " must be"), error.getMessage());
    }
}
