package dev.smoltulu.trainer.sft;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.data.DataSource;
import dev.smoltulu.trainer.data.SftDataset;
import dev.smoltulu.trainer.progress.Terminal;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A recipe's rows as examples.
 *
 * @param training   examples to train on
 * @param evaluation examples to measure on, if the recipe names any
 */
record SftData(SftDataset training, Optional<SftDataset> evaluation) {

    /**
     * Reads and tokenises all rows.
     *
     * @throws InterruptedException when the console's stop signal came
     */
    static SftData load(Recipe recipe, Path modelFolder, LlamaConfig config, int maxLength, RunConsole console)
            throws InterruptedException {
        // Rows of input_ids need no tokenizer; rows that do need one say so by name.
        if (!Files.exists(modelFolder.resolve("tokenizer.json"))) {
            return load(recipe, new SftDataset.Options(null, null, maxLength,
                    recipe.isOn(RecipeKey.ASSISTANT_ONLY_LOSS), config.vocabSize(), recipe.whole(RecipeKey.SEED)),
                    console);
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(modelFolder)) {
            // Rows that are no chats need no template; chats without one say so by name.
            ChatTemplate template = ChatTemplate.find(recipe.text(RecipeKey.CHAT_TEMPLATE), tokenizer).orElse(null);
            return load(recipe, new SftDataset.Options(tokenizer, template, maxLength,
                    recipe.isOn(RecipeKey.ASSISTANT_ONLY_LOSS), config.vocabSize(), recipe.whole(RecipeKey.SEED)),
                    console);
        }
    }

    private static SftData load(Recipe recipe, SftDataset.Options options, RunConsole console)
            throws InterruptedException {
        SftDataset training = read(recipe, RecipeKey.DATA, options, console)
                .orElseThrow(() -> UserError.usage("the recipe has no data; name a .jsonl, .json or .parquet file"));
        return new SftData(training, read(recipe, RecipeKey.EVAL_DATA, options, console));
    }

    private static Optional<SftDataset> read(Recipe recipe, RecipeKey key, SftDataset.Options options,
            RunConsole console) throws InterruptedException {
        if (recipe.data(key).isEmpty()) {
            return Optional.empty();
        }
        List<DataSource> sources = DataSource.parse(key.key(), recipe.data(key).get());
        Terminal terminal = console.terminal();
        SftDataset dataset = SftDataset.load(sources, options, rows -> {
            if (terminal.interactive()) {
                console.out().printf(Locale.ROOT, "\r%-10s %,d rows read", key.key(), rows);
            }
        }, console.stop()::requested);
        String start = terminal.interactive() ? "\r" : "";
        console.out().printf(Locale.ROOT, "%s%-10s %s%n", start, key.key(), dataset.report().summary());
        return Optional.of(dataset);
    }
}
