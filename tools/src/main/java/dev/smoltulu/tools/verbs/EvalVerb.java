package dev.smoltulu.tools.verbs;

import dev.smoltulu.UserError;
import dev.smoltulu.eval.EvalRun;
import dev.smoltulu.eval.EvalSettings;
import dev.smoltulu.eval.EvalTask;
import dev.smoltulu.eval.TaskOutcome;
import dev.smoltulu.eval.perplexity.PerplexityResult;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.EvalLine;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.cli.Version;
import dev.smoltulu.trainer.run.StopSignal;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu eval}. */
final class EvalVerb implements Verb {

    private static final String MODEL = "model";
    private static final String TASKS = "tasks";
    private static final String DATA = "data";
    private static final String OUTPUT = "output";
    private static final String LIMIT = "limit";
    private static final String BATCH_TOKENS = "batch-tokens";
    private static final String MAX_LENGTH = "max-length";

    @Override
    public String synopsis() {
        return "--model DIR|ID --tasks perplexity --data FILE --output DIR [--FLAG VALUE]...";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of("What is measured",
                        FlagGroup.valued(MODEL, "DIR|ID", "model folder or hub id org/name[@revision] (required)"),
                        FlagGroup.valued(TASKS, "NAMES", "with commas between them; there is perplexity: how well the "
                                + "model predicts whole documents (required)"),
                        FlagGroup.valued(DATA, "FILE", "documents: .txt, with lines <|endoftext|> between them, or "
                                + ".jsonl, a row with \"text\" each (required)"),
                        FlagGroup.valued(OUTPUT, "DIR", "folder for results_<time>.json and "
                                + "samples_<task>_<time>.jsonl (required)"),
                        FlagGroup.valued(LIMIT, "N", "only the first N documents")),
                FlagGroup.of("How",
                        FlagGroup.valued(MAX_LENGTH, "N", "tokens of a window; longer documents are cut into several "
                                + "(default: all positions of the model)"),
                        FlagGroup.valued(BATCH_TOKENS, "N", "token budget of one forward pass: speed and memory, not "
                                + "results (default " + EvalSettings.DEFAULT_BATCH_TOKENS + ")")));
    }

    @Override
    public List<String> notes() {
        return List.of("Tasks, metrics and files are those of lm-evaluation-harness: perplexity is its "
                + "loglikelihood_rolling with word_perplexity, byte_perplexity and bits_per_byte.");
    }

    @Override
    public List<String> examples() {
        return List.of("smoltulu eval --model runs/first --tasks perplexity --data held-out.txt --output results");
    }

    @Override
    public int run(CommandLine line, Console console) {
        List<EvalTask> tasks = EvalTask.parse(required(line, TASKS, "names of tasks", "NAMES"));
        String model = required(line, MODEL, "model folder or hub id", "DIR");
        Path data = RecipeFlags.path(DATA, required(line, DATA, "file of documents", "FILE"));
        Path output = RecipeFlags.path(OUTPUT, required(line, OUTPUT, "folder for the results", "DIR"));
        OptionalInt limit = whole(line, LIMIT);
        OptionalInt maxLength = whole(line, MAX_LENGTH);
        int batchTokens = whole(line, BATCH_TOKENS).orElse(EvalSettings.DEFAULT_BATCH_TOKENS);
        Path folder = console.models().locate(model);
        EvalSettings settings = new EvalSettings(model, folder, tasks, data, output, limit, maxLength, batchTokens,
                Version.current());
        // Not before the model is there: a download is simply ended by a signal, and goes on the next time.
        try (StopSignal stop = StopSignal.install(console.err())) {
            Optional<EvalRun.Outcome> outcome;
            try (EvalLine progress = new EvalLine(console.err(), console.terminal(), System::nanoTime)) {
                outcome = EvalRun.run(settings, progress, stop::requested);
            }
            if (outcome.isEmpty()) {
                console.out().println("stopped; no results were written");
                return stop.exitCode();
            }
            print(outcome.get(), console);
        }
        return 0;
    }

    private static void print(EvalRun.Outcome outcome, Console console) {
        int all = outcome.documents().documents().size();
        int blank = outcome.documents().blank();
        for (TaskOutcome task : outcome.tasks()) {
            PerplexityResult result = task.result();
            int scored = result.scores().size();
            console.out().println(task.task().key());
            row(console, "documents", count(scored) + (scored < all ? " of " + count(all) : "")
                    + (blank > 0 ? "; " + count(blank) + " blank left out" : ""));
            row(console, "tokens", count(result.tokens()));
            row(console, "loss per token", number(result.tokenLoss()));
            row(console, "word_perplexity", number(result.wordPerplexity()));
            row(console, "byte_perplexity", number(result.bytePerplexity()));
            row(console, "bits_per_byte", number(result.bitsPerByte()));
        }
        console.out().println("results are in " + outcome.results());
    }

    private static void row(Console console, String name, String value) {
        console.out().printf("  %-16s %s%n", name, value);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }

    private static String required(CommandLine line, String flag, String what, String placeholder) {
        if (!line.hasOption(flag)) {
            throw UserError.usage("eval lacks --" + flag + " (" + what + "); add --" + flag + " " + placeholder);
        }
        return line.getOptionValue(flag);
    }

    private static OptionalInt whole(CommandLine line, String flag) {
        if (!line.hasOption(flag)) {
            return OptionalInt.empty();
        }
        String text = line.getOptionValue(flag);
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : 0;
        if (number < 1) {
            throw UserError.usage("--" + flag + " must be a whole number of at least 1, not \"" + text + "\"");
        }
        return OptionalInt.of(number);
    }
}
