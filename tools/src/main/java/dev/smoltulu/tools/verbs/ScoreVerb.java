package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.scoring.ScoreRun;
import dev.smoltulu.trainer.scoring.ScoreSettings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu score}. */
final class ScoreVerb implements Verb {

    private static final String MODEL = "model";
    private static final String DATA = "data";
    private static final String OUTPUT = "output";
    private static final String MAX_LENGTH = "max-length";
    private static final String TEMPLATE = "chat-template";
    private static final String BATCH_TOKENS = "batch-tokens";
    private static final String DEVICE = "device";
    private static final int DEFAULT_BATCH_TOKENS = 2048;

    @Override
    public String synopsis() {
        return "--model DIR|ID --data FILE --output FILE.jsonl [--FLAG VALUE]...";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of(
                        "What is scored",
                        FlagGroup.valued(MODEL, "DIR|ID", "reward model: folder or hub id (required)"),
                        FlagGroup.valued(DATA, "FILE", "rows: .jsonl, .json, .parquet or a folder of them (required)"),
                        FlagGroup.valued(OUTPUT, "FILE", "file that gets one line a row (required)")),
                FlagGroup.of(
                        "How",
                        FlagGroup.valued(
                                MAX_LENGTH,
                                "N",
                                "tokens of a text; longer ones keep their head (default all "
                                        + "the positions the model has)"),
                        FlagGroup.valued(
                                TEMPLATE,
                                String.join("|", ChatTemplate.NAMES),
                                "how messages become text " + "(default tulu)"),
                        FlagGroup.valued(
                                BATCH_TOKENS, "N", "tokens of one forward pass (default " + DEFAULT_BATCH_TOKENS + ")"),
                        FlagGroup.valued(DEVICE, "cpu|cuda|cuda:N", "where to compute (default cpu)")));
    }

    @Override
    public List<String> notes() {
        return List.of("A row is a conversation (messages), prompt and completion, a text or token ids, and gets a "
                + "reward; or a preference pair (chosen and rejected), which gets two. Stopped or killed, the same "
                + "command goes on after the last line.");
    }

    @Override
    public List<String> examples() {
        return List.of("smoltulu score --model runs/rm --data answers.jsonl --output rewards.jsonl");
    }

    @Override
    public int run(CommandLine line, Console console) {
        String model = FlagValues.required("score", line, MODEL, "a reward model", "DIR");
        ScoreSettings settings = new ScoreSettings(
                console.models().locate(model),
                RecipeFlags.path(DATA, FlagValues.required("score", line, DATA, "rows to score", "FILE")),
                RecipeFlags.path(
                        OUTPUT, FlagValues.required("score", line, OUTPUT, "file for the rewards", "FILE.jsonl")),
                FlagValues.atLeast(1, line, MAX_LENGTH),
                template(line),
                FlagValues.atLeast(1, line, BATCH_TOKENS).orElse(DEFAULT_BATCH_TOKENS),
                Device.parse(line.getOptionValue(DEVICE, "cpu")));
        // Not before the model is there: a signal simply ends a download, and it resumes the next time.
        try (StopSignal stop = StopSignal.install(console.err())) {
            Optional<ScoreRun.Outcome> outcome = ScoreRun.run(
                    settings,
                    rows -> {
                        if (console.terminal().interactive()) {
                            console.err().printf(Locale.ROOT, "\r%,d rows scored", rows);
                        }
                    },
                    stop::requested);
            if (console.terminal().interactive()) {
                console.err().println();
            }
            if (outcome.isEmpty()) {
                console.out().println("stopped; the same command goes on");
                return stop.exitCode();
            }
            print(outcome.get(), settings, console);
        }
        return 0;
    }

    private static void print(ScoreRun.Outcome outcome, ScoreSettings settings, Console console) {
        console.out()
                .printf(
                        Locale.ROOT,
                        "%-10s %,d%s%s%n",
                        "rows",
                        outcome.rows(),
                        outcome.alreadyScored() > 0
                                ? String.format(Locale.ROOT, ", %,d of them scored before", outcome.alreadyScored())
                                : "",
                        outcome.truncated() > 0
                                ? String.format(Locale.ROOT, ", %,d cut at max_length", outcome.truncated())
                                : "");
        if (outcome.accuracy().isPresent()) {
            console.out()
                    .printf(
                            Locale.ROOT,
                            "%-10s %,d%n%-10s %.4f%n",
                            "pairs",
                            outcome.pairs(),
                            "accuracy",
                            outcome.accuracy().getAsDouble());
        }
        console.out().println("rewards are in " + settings.output());
    }

    private static String template(CommandLine line) {
        String name = line.getOptionValue(TEMPLATE, "tulu");
        if (!ChatTemplate.NAMES.contains(name)) {
            throw UserError.usage("--" + TEMPLATE + " must be one of " + String.join(", ", ChatTemplate.NAMES)
                    + ", not \"" + name + "\"");
        }
        return name;
    }
}
