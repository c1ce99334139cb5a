package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.DataView;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.recipe.SftConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu data show}. */
final class DataVerb implements Verb {

    private static final String ROWS = "rows";
    private static final String COLOR = "color";
    private static final int DEFAULT_ROWS = 3;

    @Override
    public String synopsis() {
        return "show (--config recipe.json | --data FILE --model DIR|ID) [--rows N]";
    }

    @Override
    public boolean takesWords() {
        return true;
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of(
                        "Output",
                        RecipeFlags.config(),
                        FlagGroup.valued(
                                ROWS, "N", "rows to print; 0 prints the counts only (default " + DEFAULT_ROWS + ")"),
                        FlagGroup.valued(
                                COLOR,
                                "auto|always|never",
                                "mark trained tokens in green instead of by brackets (default auto: on a terminal)")),
                RecipeFlags.group(
                        "Recipe",
                        Objective.SFT,
                        RecipeKey.MODEL,
                        RecipeKey.DATA,
                        RecipeKey.MAX_LENGTH,
                        RecipeKey.CHAT_TEMPLATE,
                        RecipeKey.ASSISTANT_ONLY_LOSS,
                        RecipeKey.SEED,
                        RecipeKey.DATA_SEED));
    }

    @Override
    public List<String> notes() {
        return List.of("All rows are read and counted, so invalid rows are found before a run. The model's "
                + "weights are not needed.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        if (!line.getArgList().equals(List.of("show"))) {
            throw UserError.usage("data needs to know what to do: write smoltulu data show --data FILE --model DIR");
        }
        int rows = FlagValues.atLeast(0, line, ROWS).orElse(DEFAULT_ROWS);
        boolean colour = console.colour(line.getOptionValue(COLOR, "auto"));
        Recipe recipe = RecipeFlags.recipe(Objective.SFT, line, Map.of(RecipeKey.OUTPUT_DIR, "unused"));
        Path model = RecipeModels.locateConfiguration(recipe, console);
        LlamaConfig config = LlamaConfig.read(model);
        if (!Files.exists(model.resolve("tokenizer.json"))) {
            show(recipe, config, null, rows, colour, console);
            return 0;
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(model)) {
            show(recipe, config, tokenizer, rows, colour, console);
        }
        return 0;
    }

    private static void show(
            Recipe recipe, LlamaConfig model, TextTokenizer tokenizer, int rows, boolean colour, Console console) {
        SftConfig config = recipe.config(SftConfig.class);
        ChatTemplate template = tokenizer == null
                ? null
                : ChatTemplate.find(config.data().chatTemplate().word(), tokenizer)
                        .orElse(null);
        EncodingOptions options = new EncodingOptions(
                tokenizer,
                template,
                RecipeModels.maxLength(recipe, model),
                config.assistantOnlyLoss(),
                model.vocabSize(),
                config.dataSeed());
        try {
            new DataView(
                            TokenDataset.sequences(
                                    config.data().data(), options, TokenDataset.NO_PROGRESS, TokenDataset.NEVER),
                            tokenizer)
                    .show(console.out(), colour, rows);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw UserError.failed("stopped while reading data");
        }
    }
}
