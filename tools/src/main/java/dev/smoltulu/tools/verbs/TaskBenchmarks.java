package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.Version;
import dev.smoltulu.eval.EvalRun;
import dev.smoltulu.eval.EvalSettings;
import dev.smoltulu.eval.EvalTask;
import dev.smoltulu.eval.model.ModelChoice;
import dev.smoltulu.eval.report.TaskReport;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.EvalLine;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.trainer.rlvr.Benchmarks;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;

/** A recipe's eval_tasks, asked in its chat template as {@code smoltulu eval} asks them. */
final class TaskBenchmarks implements Benchmarks {

    private final List<EvalTask> tasks;
    private final PromptSettings prompts;
    private final TaskSources sources;
    private final Device device;
    private final Console console;

    private TaskBenchmarks(RlvrConfig config, String names, Console console) {
        PromptSettings asked = PromptSettings.DEFAULT.inChatTemplate(
                config.data().chatTemplate().word());
        this.tasks = EvalTask.parse(names);
        this.prompts = new PromptSettings(
                asked.flavor(),
                asked.numFewshot(),
                config.heldOut().evalTasksLimit().stream()
                        .mapToInt(limit -> (int) Math.min(Integer.MAX_VALUE, limit))
                        .mapToObj(OptionalInt::of)
                        .findFirst()
                        .orElse(OptionalInt.empty()),
                asked.chatTemplate(),
                asked.systemPrompt(),
                asked.fewshotAsMultiturn(),
                asked.maxNewTokens());
        this.sources = console.taskSources(config.heldOut().evalTasksData());
        this.device = config.compute().device();
        this.console = console;
    }

    /** Those that the recipe names, if any. */
    static Optional<Benchmarks> of(RlvrConfig config, Console console) {
        return config.heldOut().evalTasks().map(names -> new TaskBenchmarks(config, names, console));
    }

    @Override
    public Optional<Map<String, Double>> measure(Path model, Path output, BooleanSupplier stop) {
        ModelChoice choice =
                new ModelChoice(model.toString(), model, device, OptionalInt.empty(), ModelChoice.DEFAULT_BATCH_TOKENS);
        EvalSettings settings = new EvalSettings(choice, tasks, prompts, sources, output, Version.current());
        try (EvalLine progress = new EvalLine(console.err(), console.terminal(), System::nanoTime)) {
            return EvalRun.run(settings, progress, stop).map(results -> scores(results.tasks()));
        }
    }

    private static Map<String, Double> scores(List<TaskReport> tasks) {
        Map<String, Double> scores = new LinkedHashMap<>();
        for (TaskReport task : tasks) {
            for (Score score : task.scores()) {
                scores.put(task.name() + "/" + score.metric() + "," + score.filter(), score.value());
            }
        }
        return scores;
    }
}
