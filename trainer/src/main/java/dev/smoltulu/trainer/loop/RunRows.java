package dev.smoltulu.trainer.loop;

import com.google.gson.JsonElement;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Files;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * A recipe's rows as data sets.
 *
 * @param training   examples to train on
 * @param evaluation examples to measure on, if the recipe names any
 */
public record RunRows<D>(D training, Optional<D> evaluation) {

    /** Reads rows into a data set. */
    public interface Loader<D> {
        D load(List<DataSource> sources, EncodingOptions options, LongConsumer rowsRead, BooleanSupplier stop)
                throws InterruptedException;
    }

    /**
     * Reads and tokenises all rows, and prints what became of them.
     *
     * @param assistantOnlyLoss train answers and completions only
     * @param summary           a data set in one line
     * @throws InterruptedException when the console's stop signal came
     */
    public static <D> RunRows<D> load(
            RunSetup setup, boolean assistantOnlyLoss, Loader<D> loader, Function<D, String> summary)
            throws InterruptedException {
        Source<D> source = new Source<>(setup, assistantOnlyLoss, loader, summary);
        // Rows of token ids need no tokenizer; rows that do need one say so by name.
        if (!Files.exists(setup.modelFolder().resolve("tokenizer.json"))) {
            return source.read(null, null);
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(setup.modelFolder())) {
            // Rows that are no chats need no template; chats without one say so by name.
            return source.read(
                    tokenizer,
                    ChatTemplate.find(setup.recipe().text(RecipeKey.CHAT_TEMPLATE), tokenizer)
                            .orElse(null));
        }
    }

    private record Source<D>(RunSetup setup, boolean assistantOnlyLoss, Loader<D> loader, Function<D, String> summary) {

        RunRows<D> read(TextTokenizer tokenizer, ChatTemplate template) throws InterruptedException {
            EncodingOptions options = new EncodingOptions(
                    tokenizer,
                    template,
                    setup.settings().maxLength(),
                    assistantOnlyLoss,
                    setup.config().vocabSize(),
                    setup.recipe().dataSeed());
            D training = dataset(RecipeKey.DATA, options)
                    .orElseThrow(
                            () -> UserError.usage("the recipe has no data; name a .jsonl, .json or .parquet file"));
            return new RunRows<>(training, dataset(RecipeKey.EVAL_DATA, options));
        }

        private Optional<D> dataset(RecipeKey key, EncodingOptions options) throws InterruptedException {
            Recipe recipe = setup.recipe();
            Optional<JsonElement> data = recipe.data(key);
            if (data.isEmpty()) {
                return Optional.empty();
            }
            RunConsole console = setup.console();
            Terminal terminal = console.terminal();
            D rows = loader.load(
                    DataSource.parse(key.key(), data.get()),
                    options,
                    read -> {
                        if (terminal.interactive()) {
                            console.out().printf(Locale.ROOT, "\r%-10s %,d rows read", key.key(), read);
                        }
                    },
                    console.stop()::requested);
            String start = terminal.interactive() ? "\r" : "";
            console.out().printf(Locale.ROOT, "%s%-10s %s%n", start, key.key(), summary.apply(rows));
            return Optional.of(rows);
        }
    }
}
