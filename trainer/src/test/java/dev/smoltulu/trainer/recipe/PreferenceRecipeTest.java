package dev.smoltulu.trainer.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonPrimitive;
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

    private static Recipe parse(Objective objective, String key, String value) {
        return Recipe.parse(
                objective,
                Optional.empty(),
                Overriding.by(Map.of("model", "m", "data", "d.jsonl", "output_dir", "out", key, value)));
    }

    @Test
    void defaultsAreSmolTulus() {
        DpoConfig dpo = parse(Objective.DPO, "seed", "1").config(DpoConfig.class);
        assertEquals(12, dpo.steps().batchSize());
        assertEquals(8e-7, dpo.schedule().learningRate());
        assertEquals(DpoConfig.LossType.DPO_NORM, dpo.lossType());
        assertEquals(5, dpo.beta());
        assertEquals(0, dpo.labelSmoothing());
        assertEquals(Optional.empty(), dpo.referenceModel());
        RewardConfig reward = parse(Objective.REWARD, "seed", "1").config(RewardConfig.class);
        assertEquals(4, reward.steps().batchSize());
        assertEquals(4e-5, reward.schedule().learningRate());
        assertEquals(1e-5, reward.optimizer().adamEpsilon());
    }

    @Test
    void betaFollowsTheLossUnlessGiven() {
        assertEquals(
                0.1,
                parse(Objective.DPO, "loss_type", "dpo").config(DpoConfig.class).beta());
        assertEquals(
                3, parse(Objective.DPO, "beta", "3").config(DpoConfig.class).beta());
    }

    @ParameterizedTest
    @CsvSource({
        "SFT, beta, 1",
        "SFT, loss_type, dpo",
        "SFT, label_smoothing, 0.1",
        "SFT, reference_model, m",
        "DPO, loss_reduction, sum",
        "DPO, assistant_only_loss, true",
        "REWARD, beta, 1",
        "REWARD, reference_model, m",
        "SFT, algorithm, grpo",
        "DPO, temperature, 1",
        "REWARD, verifier_rules, published",
        "RLVR, training_session, ort"
    })
    void keysOfOtherObjectivesAreRefused(Objective objective, String key, String value) {
        UserError error = assertThrows(
                UserError.class, () -> Recipe.of(objective, Map.of(key, new JsonPrimitive(value)), "recipe.json"));
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().startsWith("unknown key '" + key + "' in recipe.json"), error.getMessage());
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
                Recipe.parse(
                        objective, Optional.of(recipe), Overriding.by(Map.of("data", "d.jsonl", "output_dir", "out")));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"beta, 0", "beta, -1", "label_smoothing, 0.6", "loss_type, ipo"})
    void valuesOutOfRangeAreRefused(String key, String value) {
        UserError error = assertThrows(UserError.class, () -> parse(Objective.DPO, key, value));
        assertTrue(error.getMessage().startsWith("--" + key + " must be"), error.getMessage());
    }
}
