package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.Version;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.deploy.export.ExportRun;
import dev.smoltulu.deploy.export.ExportSettings;
import dev.smoltulu.deploy.export.VerifyReport;
import dev.smoltulu.deploy.export.VerifyRun;
import dev.smoltulu.eval.EvalRun;
import dev.smoltulu.eval.EvalSettings;
import dev.smoltulu.eval.EvalTask;
import dev.smoltulu.eval.model.ModelChoice;
import dev.smoltulu.eval.report.TaskReport;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.EvalLine;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.HelpText;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.quickstart.QuickstartFiles;
import dev.smoltulu.trainer.loop.TrainingRun;
import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.recipe.SftConfig;
import dev.smoltulu.trainer.run.RunConsole;
import dev.smoltulu.trainer.sft.SftTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu quickstart}. */
final class QuickstartVerb implements Verb {

    private static final String OUTPUT = "output";
    private static final String SEED = "seed";
    private static final String MAX_STEPS = "max-steps";
    private static final String DEFAULT_OUTPUT = "quickstart";
    private static final long DEFAULT_SEED = 42;

    @Override
    public String synopsis() {
        return "[--output DIR] [--seed N] [--max-steps N]";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(FlagGroup.of(
                "Flags",
                FlagGroup.valued(
                        OUTPUT,
                        "DIR",
                        "a new folder for corpus, model, recipe and run (default " + DEFAULT_OUTPUT + ")"),
                FlagGroup.valued(SEED, "N", "another seed makes another corpus (default " + DEFAULT_SEED + ")"),
                FlagGroup.valued(
                        MAX_STEPS,
                        "N",
                        "train for a look only: far fewer steps than it takes to learn " + "(default three epochs)")));
    }

    @Override
    public List<String> notes() {
        return List.of("Makes arithmetic word problems with worked answers, a small model with random weights and a "
                + "tokenizer for them, finetunes the model on the CPU and tells what got better.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        Path folder = RecipeFlags.path(OUTPUT, line.getOptionValue(OUTPUT, DEFAULT_OUTPUT));
        long seed = FlagValues.longAtLeast(0, line, SEED).orElse(DEFAULT_SEED);
        Map<RecipeKey, String> changes =
                line.hasOption(MAX_STEPS) ? Map.of(RecipeKey.MAX_STEPS, line.getOptionValue(MAX_STEPS)) : Map.of();
        requireNew(folder);
        QuickstartFiles files = QuickstartFiles.create(folder, seed);
        console.out()
                .println("Made a corpus, a model with random weights and a recipe in " + folder + "; training "
                        + "begins.");
        console.out().flush();
        Recipe recipe = RecipeFlags.recipe(Objective.SFT, Optional.of(files.recipe()), changes);
        try (StopSignal stop = StopSignal.install(console.err())) {
            Optional<TaskReport> before = wordProblems(files, files.model(), folder.resolve("before"), console, stop);
            if (before.isEmpty()) {
                return stop.exitCode();
            }
            int code = TrainingRun.run(
                    new SftTask(recipe.config(SftConfig.class)),
                    recipe,
                    files.model(),
                    false,
                    new RunConsole(console.out(), console.terminal(), stop));
            if (code != 0) {
                console.out().println("Go on with: smoltulu sft --config " + files.recipe() + " --resume");
                return code;
            }
            Optional<TaskReport> after = wordProblems(files, files.output(), folder.resolve("after"), console, stop);
            if (after.isEmpty()) {
                return stop.exitCode();
            }
            Export.run(files, folder.resolve("deploy"), console);
            summarise(files, before.get(), after.get(), console);
        }
        return 0;
    }

    /** How many of the held-out word problems a model solves; nothing if stopped. */
    private static Optional<TaskReport> wordProblems(
            QuickstartFiles files, Path model, Path output, Console console, StopSignal stop) {
        ModelChoice choice = new ModelChoice(
                model.toString(), model, Device.CPU, OptionalInt.empty(), ModelChoice.DEFAULT_BATCH_TOKENS);
        EvalSettings settings = new EvalSettings(
                choice,
                EvalTask.parse(files.task().toString()),
                PromptSettings.DEFAULT.inChatTemplate("model"),
                TaskSources.NONE,
                output,
                Version.current());
        try (EvalLine progress = new EvalLine(console.err(), console.terminal(), System::nanoTime)) {
            return EvalRun.run(settings, progress, stop::requested)
                    .map(results -> results.tasks().get(0));
        }
    }

    private static void summarise(QuickstartFiles files, TaskReport before, TaskReport after, Console console) {
        List<EvalMetrics> held =
                MetricsHistory.read(files.output().resolve("metrics.jsonl")).evaluations();
        List<HelpText.Entry> results = List.of(
                new HelpText.Entry("Before", solved(before) + "; " + heldOut(held.get(0))),
                new HelpText.Entry("After", solved(after) + "; " + heldOut(held.get(held.size() - 1))));
        HelpText text = new HelpText(console.terminal().columns());
        text.section("What got better, on rows the model was not trained on", results, HelpText.namesWidth(results));
        text.blank().line("What next");
        text.line("  ask it      smoltulu generate --model " + files.output() + " --chat");
        text.line("  report      " + files.output().resolve("report.html"));
        text.line("  model       " + files.output() + " (Hugging Face layout); for other runtimes "
                + files.output().resolveSibling("deploy"));
        text.line("  its rows    smoltulu data show --config " + files.recipe());
        text.line("  your own    smoltulu sft --model HuggingFaceTB/SmolLM2-135M --data rows.jsonl --output-dir run");
        console.out().print(text);
        console.out().flush();
    }

    /** Exact match of the number that the answer ends with. */
    private static String solved(TaskReport task) {
        long right = Math.round(task.scores().get(0).value() * task.effectiveSize());
        return String.format(Locale.ROOT, "%d of %d word problems solved", right, task.effectiveSize());
    }

    /** The loss is the mean of -ln p, so e to its negative is the typical chance of the right token. */
    private static String heldOut(EvalMetrics row) {
        return String.format(
                Locale.ROOT,
                "loss %.4f: a typical next token of the answer gets a chance of %.3g %%",
                row.evalLoss(),
                100 * Math.exp(-row.evalLoss()));
    }

    private static void requireNew(Path folder) {
        try (Stream<Path> entries = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            if (Files.isRegularFile(folder) || entries.findAny().isPresent()) {
                throw UserError.usage("--output " + folder + " exists already; give --output a new folder, or go on "
                        + "with an interrupted quickstart by smoltulu sft --config " + folder.resolve("recipe.json")
                        + " --resume");
            }
        } catch (IOException unreadable) {
            throw UserError.failed("folder " + folder + " cannot be read (" + unreadable + ")", unreadable);
        }
    }

    /** The quickstart's last step: its model for other runtimes, held against itself on rows it was not trained on. */
    private static final class Export {

        private static final int TOKENS = 2000;

        private Export() {}

        /**
         * Exports the trained model, verifies it and prints one answer of an exported file.
         *
         * @param folder is made
         */
        public static void run(QuickstartFiles files, Path folder, Console console) {
            ExportRun.run(
                    new ExportSettings(
                            files.output(),
                            folder,
                            List.of(Precision.FP32, Precision.INT8, Precision.INT4),
                            Optional.empty(),
                            false,
                            false),
                    console.err()::println);
            VerifyReport report = VerifyRun.run(
                    files.output(), folder, Optional.of(files.data().heldOut()), TOKENS, console.err()::println);
            AtomicFile.write(folder.resolve(VerifyReport.FILE_NAME), report.json());
            console.out()
                    .println("\nExported for ONNX Runtime, onnxruntime-genai, transformers.js and Optimum: " + folder);
            console.out().print(report.table());
            report.faults().forEach(fault -> console.out().println("beyond tolerance: " + fault));
            console.out()
                    .println("An answer of " + Precision.INT4.fileName() + ":\n"
                            + report.answer(ExportRun.MODELS + "/" + Precision.INT4.fileName()));
            console.out().flush();
        }
    }
}
