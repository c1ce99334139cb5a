package dev.smoltulu.trainer.rlvr;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.VerifierSettings;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A recipe's prompts with what judges the answers.
 *
 * @param evaluation held-out prompts, if the recipe names any
 */
record PromptRows(PromptDataset training, Optional<PromptDataset> evaluation, Verifiers verifiers) {

    private static final double NANOS = 1e9;

    static PromptRows load(RunSetup setup) throws InterruptedException {
        Recipe recipe = setup.recipe();
        Verifiers verifiers = Verifiers.of(new VerifierSettings(
                recipe.choice(RecipeKey.VERIFIER_RULES, Rules.class),
                Duration.ofNanos((long) (recipe.number(RecipeKey.VERIFIER_TIMEOUT) * NANOS)),
                recipe.data(RecipeKey.VERIFIERS)
                        .map(JsonElement::getAsJsonObject)
                        .orElseGet(JsonObject::new)));
        int longest = (int) Math.min(
                recipe.whole(RecipeKey.MAX_PROMPT_TOKEN_LENGTH),
                Math.max(1, setup.settings().maxLength() - 1));
        RunRows<PromptDataset> rows = RunRows.load(
                setup,
                true,
                (sources, options, rowsRead, stop) -> PromptDataset.load(
                        sources,
                        atMost(options, longest),
                        verifiers,
                        recipe.optionalText(RecipeKey.VERIFIER),
                        rowsRead,
                        stop),
                PromptDataset::summary);
        return new PromptRows(rows.training(), rows.evaluation(), verifiers);
    }

    /** A prompt leaves room for an answer of at least one token. */
    private static EncodingOptions atMost(EncodingOptions options, int tokens) {
        return new EncodingOptions(
                options.tokenizer(),
                options.template(),
                tokens,
                options.assistantOnlyLoss(),
                options.vocabSize(),
                options.seed());
    }

    Map<String, String> summaries() {
        Map<String, String> summaries = new LinkedHashMap<>();
        summaries.put("training", training.summary());
        evaluation.ifPresent(dataset -> summaries.put("evaluation", dataset.summary()));
        return summaries;
    }

    static Collection<String> sources(PromptDataset dataset) {
        return new TreeSet<>(dataset.sources().keySet());
    }
}
