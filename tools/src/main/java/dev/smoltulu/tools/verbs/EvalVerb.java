package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.Version;
import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.eval.EvalResults;
import dev.smoltulu.eval.EvalRun;
import dev.smoltulu.eval.EvalSettings;
import dev.smoltulu.eval.EvalTask;
import dev.smoltulu.eval.ResponsesRun;
import dev.smoltulu.eval.answers.Shard;
import dev.smoltulu.eval.model.ModelChoice;
import dev.smoltulu.eval.report.ResultsTable;
import dev.smoltulu.eval.report.TaskReport;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.EvalLine;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Program;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.tools.cluster.ClusterFlags;
import dev.smoltulu.tools.cluster.SparkCluster;
import dev.smoltulu.tools.cluster.SparkShards;
import dev.smoltulu.tools.sweep.ParentWatch;
import java.nio.file.Path;
import java.util.List;
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
    private static final String FLAVOR = "flavor";
    private static final String NUM_FEWSHOT = "num-fewshot";
    private static final String APPLY_CHAT_TEMPLATE = "apply-chat-template";
    private static final String CHAT_TEMPLATE = "chat-template";
    private static final String SYSTEM_INSTRUCTION = "system-instruction";
    private static final String FEWSHOT_AS_MULTITURN = "fewshot-as-multiturn";
    private static final String MAX_NEW_TOKENS = "max-new-tokens";
    private static final String BATCH_TOKENS = "batch-tokens";
    private static final String MAX_LENGTH = "max-length";
    private static final String DEVICE = "device";
    private static final String RESPONSES = "responses";
    private static final String COMPARE = "compare";
    private static final String SHARD = "shard";
    private static final String SHARDS = "shards";
    private static final int DEFAULT_SHARDS = 8;

    private final Program program;

    EvalVerb(Program program) {
        this.program = program;
    }

    @Override
    public String synopsis() {
        return "--model DIR|ID --tasks NAMES --output DIR [--data DIR] [--FLAG VALUE]..., or compare A B";
    }

    @Override
    public boolean takesWords() {
        return true;
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of(
                        "What is measured",
                        FlagGroup.valued(MODEL, "DIR|ID", "model folder or hub id org/name[@revision] (required)"),
                        FlagGroup.valued(
                                TASKS,
                                "NAMES",
                                "with commas between them: " + String.join(", ", EvalTask.names())
                                        + ", or FILE.json with a task of your own (required)"),
                        FlagGroup.valued(
                                DATA,
                                "DIR",
                                "folder with the benchmarks' files; without it they are read "
                                        + "from the cache that smoltulu download fills. perplexity takes a FILE, .txt or "
                                        + ".jsonl"),
                        FlagGroup.valued(
                                OUTPUT,
                                "DIR",
                                "folder for results_<time>.json and " + "samples_<task>_<time>.jsonl (required)"),
                        FlagGroup.valued(LIMIT, "N", "only the first N documents of each task"),
                        FlagGroup.valued(
                                RESPONSES,
                                "FILE",
                                "grade these answers (rows with key or prompt, and "
                                        + "response) instead of a model's")),
                FlagGroup.of(
                        "How it is asked",
                        FlagGroup.valued(
                                FLAVOR,
                                "lm-eval|lighteval",
                                "whose prompts and metrics; lighteval is what "
                                        + "SmolLM2 and SmolTulu report (default lm-eval)"),
                        FlagGroup.valued(NUM_FEWSHOT, "N", "examples before each document (default: the task's)"),
                        FlagGroup.plain(APPLY_CHAT_TEMPLATE, "write prompts in the model's chat template"),
                        FlagGroup.valued(CHAT_TEMPLATE, "model|tulu|chatml", "the template for it (default model)"),
                        FlagGroup.valued(SYSTEM_INSTRUCTION, "TEXT", "system prompt (default: none)"),
                        FlagGroup.plain(
                                FEWSHOT_AS_MULTITURN, "with the chat template: each example is a turn of its " + "own"),
                        FlagGroup.valued(MAX_NEW_TOKENS, "N", "tokens of a generated answer (default: the task's)")),
                FlagGroup.of(
                        "How it runs",
                        FlagGroup.valued(
                                MAX_LENGTH,
                                "N",
                                "tokens that the model reads at once; longer prompts lose "
                                        + "their beginning (default: all positions of the model)"),
                        FlagGroup.valued(
                                BATCH_TOKENS,
                                "N",
                                "token budget of one forward pass: speed and memory, not "
                                        + "results (default " + ModelChoice.DEFAULT_BATCH_TOKENS + ", on a GPU "
                                        + ModelChoice.GPU_BATCH_TOKENS + ")"),
                        FlagGroup.valued(DEVICE, "cpu|cuda[:N]", "where the model computes (default cpu)"),
                        FlagGroup.valued(
                                SHARD,
                                "I/N",
                                "ask only one of N equal parts, for instance on another machine "
                                        + "with the same output folder; the command without it takes their answers")),
                ClusterFlags.group("shard", FlagGroup.valued(SHARDS, "N", "tasks of an evaluation (default 8)")));
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Tasks, metrics and files are those of lm-evaluation-harness (docs/evaluation.md). Every answer "
                        + "is on disk as soon as it is there: after an interruption the same command goes on.",
                "smoltulu eval compare A B puts two results side by side, files or folders, and refuses runs that did "
                        + "not ask the same.");
    }

    @Override
    public List<String> examples() {
        return List.of(
                "smoltulu eval --model runs/first --tasks arc_easy,hellaswag --data data --output results",
                "smoltulu eval --model runs/first --tasks gsm8k --apply-chat-template --flavor lighteval --output results",
                "smoltulu eval --model runs/first --tasks perplexity --data held-out.txt --output results",
                "smoltulu eval compare results/before results/after");
    }

    @Override
    public int run(CommandLine line, Console console) {
        List<String> words = line.getArgList();
        if (!words.isEmpty()) {
            return compare(words, console);
        }
        List<EvalTask> tasks = EvalTask.parse(FlagValues.required("eval", line, TASKS, "names of tasks", "NAMES"));
        if (line.hasOption(RESPONSES)) {
            return responses(tasks, line, console);
        }
        String name = FlagValues.required("eval", line, MODEL, "model folder or hub id", "DIR");
        Path output = output(line);
        PromptSettings prompts = prompts(line);
        OptionalInt maxLength = FlagValues.atLeast(1, line, MAX_LENGTH);
        Device device = Device.parse(line.getOptionValue(DEVICE, "cpu"));
        int batchTokens = FlagValues.atLeast(1, line, BATCH_TOKENS).orElse(ModelChoice.batchTokens(device));
        TaskSources sources = sources(line, console);
        ModelChoice model = new ModelChoice(name, console.models().locate(name), device, maxLength, batchTokens);
        EvalSettings settings = new EvalSettings(model, tasks, prompts, sources, output, Version.current());
        Optional<SparkCluster> cluster = cluster(line, console);
        // Not before the model is there: a signal simply ends a download, and it resumes the next time.
        try (StopSignal stop = StopSignal.install(console.err())) {
            if (line.hasOption(SHARD)) {
                return shard(settings, Shard.parse(line.getOptionValue(SHARD)), console, stop);
            }
            cluster.ifPresent(spark -> SparkShards.run(
                    spark,
                    line,
                    FlagValues.atLeast(1, line, SHARDS).orElse(DEFAULT_SHARDS),
                    output,
                    console.err()::println,
                    stop::requested));
            Optional<EvalResults> results;
            try (EvalLine progress = new EvalLine(console.err(), console.terminal(), System::nanoTime)) {
                results = EvalRun.run(settings, progress, stop::requested);
            }
            if (results.isEmpty()) {
                console.out()
                        .println("stopped; the answers so far are in " + output + ", and the same command goes "
                                + "on with them");
                return stop.exitCode();
            }
            print(results.get(), console);
        }
        return 0;
    }

    private Optional<SparkCluster> cluster(CommandLine line, Console console) {
        Optional<SparkCluster> cluster = ClusterFlags.cluster(line, console, program);
        if (cluster.isPresent() && line.hasOption(SHARD)) {
            throw UserError.usage(
                    "--" + SHARD + " and --" + ClusterFlags.MASTER + " exclude each other; take one away");
        }
        if (cluster.isEmpty() && line.hasOption(SHARDS)) {
            throw UserError.usage("--" + SHARDS + " goes with --" + ClusterFlags.MASTER + "; add it");
        }
        return cluster;
    }

    private static int shard(EvalSettings settings, Shard shard, Console console, StopSignal stop) {
        ParentWatch.begin();
        try (EvalLine progress = new EvalLine(console.err(), console.terminal(), System::nanoTime)) {
            if (!EvalRun.ask(settings, shard, progress, stop::requested)) {
                return stop.exitCode();
            }
        }
        console.out()
                .println("the answers of shard " + shard.number() + " of " + shard.count() + " are in "
                        + settings.output() + "; when all shards are done, the same command without --" + SHARD
                        + " writes the results");
        return 0;
    }

    private static int compare(List<String> words, Console console) {
        if (!words.get(0).equals(COMPARE) || words.size() != 3) {
            throw UserError.usage("'" + words.get(0) + "' is not a flag of smoltulu eval; to compare two results write "
                    + "smoltulu eval compare A B");
        }
        console.out()
                .print(EvalText.comparison(
                        RecipeFlags.path(COMPARE, words.get(1)), RecipeFlags.path(COMPARE, words.get(2))));
        return 0;
    }

    private static int responses(List<EvalTask> tasks, CommandLine line, Console console) {
        if (tasks.size() != 1 || !(tasks.get(0) instanceof EvalTask.Benchmark benchmark)) {
            throw UserError.usage("--responses grades one task; write --tasks ifeval");
        }
        print(
                ResponsesRun.run(
                        benchmark.definition(),
                        RecipeFlags.path(RESPONSES, line.getOptionValue(RESPONSES)),
                        sources(line, console),
                        FlagValues.atLeast(1, line, LIMIT),
                        flavor(line),
                        output(line),
                        Version.current()),
                console);
        return 0;
    }

    private static PromptSettings prompts(CommandLine line) {
        boolean chat = line.hasOption(APPLY_CHAT_TEMPLATE);
        for (String flag : List.of(CHAT_TEMPLATE, FEWSHOT_AS_MULTITURN)) {
            if (line.hasOption(flag) && !chat) {
                throw UserError.usage(
                        "--" + flag + " says how the chat template is written; add --" + APPLY_CHAT_TEMPLATE);
            }
        }
        return new PromptSettings(
                flavor(line),
                FlagValues.atLeast(0, line, NUM_FEWSHOT),
                FlagValues.atLeast(1, line, LIMIT),
                chat ? Optional.of(line.getOptionValue(CHAT_TEMPLATE, "model")) : Optional.empty(),
                Optional.ofNullable(line.getOptionValue(SYSTEM_INSTRUCTION)),
                line.hasOption(FEWSHOT_AS_MULTITURN),
                FlagValues.atLeast(1, line, MAX_NEW_TOKENS));
    }

    private static Flavor flavor(CommandLine line) {
        return Flavor.parse(line.getOptionValue(FLAVOR, Flavor.LM_EVAL.key()));
    }

    private static Path output(CommandLine line) {
        return RecipeFlags.path(OUTPUT, FlagValues.required("eval", line, OUTPUT, "folder for the results", "DIR"));
    }

    private static TaskSources sources(CommandLine line, Console console) {
        return console.taskSources(
                Optional.ofNullable(line.getOptionValue(DATA)).map(text -> RecipeFlags.path(DATA, text)));
    }

    private static void print(EvalResults results, Console console) {
        console.out().print(ResultsTable.of(results.tasks()));
        for (TaskReport task : results.tasks()) {
            console.out().println(task.name() + ": " + EvalText.note(task));
        }
        console.out().println("results are in " + results.file());
    }
}
