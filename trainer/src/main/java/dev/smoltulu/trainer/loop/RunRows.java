package dev.smoltulu.trainer.loop;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.data.EncodingOptions;
import dev.smoltulu.data.Examples;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.recipe.TrainingConfig;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * A recipe's rows as data sets.
 *
 * @param training   examples to train on
 * @param evaluation examples to measure on, if the recipe names any
 */
public record RunRows<D extends Examples>(D training, Optional<D> evaluation) {

    /** Reads rows into a data set. */
    public interface Loader<D> {
        D load(List<DataSource> sources, EncodingOptions options, LongConsumer rowsRead, BooleanSupplier stop)
                throws InterruptedException;
    }

    /**
     * Reads and tokenises all rows, and prints what became of them.
     *
     * @param assistantOnlyLoss train answers and completions only
     * @throws InterruptedException when the console's stop signal came
     */
    public static <D extends Examples> RunRows<D> load(RunSetup setup, boolean assistantOnlyLoss, Loader<D> loader)
            throws InterruptedException {
        // Rows of token ids need no tokenizer; rows that do need one say so by name.
        if (!Files.exists(setup.modelFolder().resolve("tokenizer.json"))) {
            return load(setup, assistantOnlyLoss, loader, null, null);
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(setup.modelFolder())) {
            // Rows that are no chats need no template; chats without one say so by name.
            return load(
                    setup,
                    assistantOnlyLoss,
                    loader,
                    tokenizer,
                    ChatTemplate.find(setup.config().data().chatTemplate().word(), tokenizer)
                            .orElse(null));
        }
    }

    private static <D extends Examples> RunRows<D> load(
            RunSetup setup, boolean assistantOnlyLoss, Loader<D> loader, TextTokenizer tokenizer, ChatTemplate template)
            throws InterruptedException {
        TrainingConfig config = setup.config();
        EncodingOptions options = new EncodingOptions(
                tokenizer,
                template,
                setup.maxLength(),
                assistantOnlyLoss,
                setup.model().vocabSize(),
                config.dataSeed());
        D training = read("data", config.data().data(), options, loader, setup.console())
                .orElseThrow(() -> UserError.usage("the recipe has no data; name a .jsonl, .json or .parquet file"));
        return new RunRows<>(training, read("eval_data", config.data().evalData(), options, loader, setup.console()));
    }

    private static <D extends Examples> Optional<D> read(
            String name, List<DataSource> sources, EncodingOptions options, Loader<D> loader, RunConsole console)
            throws InterruptedException {
        if (sources.isEmpty()) {
            return Optional.empty();
        }
        boolean interactive = console.terminal().interactive();
        D rows = loader.load(
                sources,
                options,
                read -> {
                    if (interactive) {
                        console.out().printf(Locale.ROOT, "\r%-10s %,d rows read", name, read);
                    }
                },
                console.stop()::requested);
        console.out().printf(Locale.ROOT, "%s%-10s %s%n", interactive ? "\r" : "", name, rows.summary());
        return Optional.of(rows);
    }

    /** What became of the rows, in a line each, by name. */
    public Map<String, String> summaries() {
        Map<String, String> summaries = new LinkedHashMap<>();
        summaries.put("training", training.summary());
        evaluation.ifPresent(dataset -> summaries.put("evaluation", dataset.summary()));
        return summaries;
    }
}
