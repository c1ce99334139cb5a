package dev.smoltulu.eval;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.eval.answers.AnswerLog;
import dev.smoltulu.eval.answers.EvalProgress;
import dev.smoltulu.eval.answers.RequestEncoder;
import dev.smoltulu.eval.answers.Shard;
import dev.smoltulu.eval.answers.TaskQuestions;
import dev.smoltulu.eval.benchmarks.TaskDefinition;
import dev.smoltulu.eval.data.DocumentFile;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.eval.perplexity.Perplexity;
import dev.smoltulu.eval.perplexity.PerplexityReport;
import dev.smoltulu.eval.report.BenchmarkReport;
import dev.smoltulu.eval.report.RunClock;
import dev.smoltulu.eval.report.RunDescription;
import dev.smoltulu.eval.report.TaskReport;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.runtime.DeviceMemoryException;
import dev.smoltulu.tokenizer.ChatTemplate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * An evaluation from model folder and data to its files. Answers are on disk as soon as they are there; the same run
 * resumes from them after an interruption.
 */
public final class EvalRun {

    private static final String FEWER_TOKENS = "lower `batch_tokens`";

    private final EvalSettings settings;
    private final EvalModel model;
    private final Optional<ChatTemplate> template;
    private final Shard shard;
    private final EvalProgress progress;
    private final BooleanSupplier stop;
    private final OwnedResources logs = new OwnedResources();
    private final List<AnswerLog> finished = new ArrayList<>();

    private EvalRun(EvalSettings settings, EvalModel model, Shard shard, EvalProgress progress, BooleanSupplier stop) {
        this.settings = settings;
        this.model = model;
        this.template = settings.prompts().chatTemplate().map(name -> ChatTemplate.named(name, model.tokenizer()));
        this.shard = shard;
        this.progress = progress;
        this.stop = stop;
    }

    /**
     * Evaluates as {@code settings} say. Results and samples appear at the end, whole.
     *
     * @param stop asked before every forward pass
     * @return nothing if stopped: then the answers so far wait in the output folder
     * @throws UserError for a model, data or folder that cannot be used
     */
    public static Optional<EvalResults> run(EvalSettings settings, EvalProgress progress, BooleanSupplier stop) {
        RunClock clock = RunClock.startNow();
        EvalResults.requireWritable(settings.output());
        try (EvalModel model = EvalModel.open(settings.model())) {
            return new EvalRun(settings, model, Shard.WHOLE, progress, stop).run(clock);
        } catch (UserError failed) {
            throw DeviceMemoryException.advised(failed, FEWER_TOKENS);
        }
    }

    /**
     * Asks one part of an evaluation. Its answers wait in the output folder: {@link #run} with the same settings, also
     * on another machine, takes them for its own.
     *
     * @return false if stopped
     * @throws UserError for a model, data or folder that cannot be used
     */
    public static boolean ask(EvalSettings settings, Shard shard, EvalProgress progress, BooleanSupplier stop) {
        EvalResults.requireWritable(settings.output());
        try (EvalModel model = EvalModel.open(settings.model())) {
            return new EvalRun(settings, model, shard, progress, stop).ask();
        } catch (UserError failed) {
            throw DeviceMemoryException.advised(failed, FEWER_TOKENS);
        }
    }

    private boolean ask() {
        try (logs) {
            return settings.tasks().stream().map(this::step).toList().stream().allMatch(Step::ask);
        }
    }

    private Optional<EvalResults> run(RunClock clock) {
        try (logs) {
            // All tasks are planned before the first is asked: what is missing is reported at once.
            List<Step> steps = settings.tasks().stream().map(this::step).toList();
            List<TaskReport> reports = new ArrayList<>();
            for (Step step : steps) {
                if (!step.ask()) {
                    return Optional.empty();
                }
                reports.add(step.report());
            }
            EvalResults results = EvalResults.write(
                    settings.output(),
                    RunDescription.of(settings.model(), settings.prompts(), settings.programVersion(), model, template),
                    reports,
                    clock);
            finished.forEach(AnswerLog::delete);
            return Optional.of(results);
        }
    }

    /** A task that is ready to be run. */
    private interface Step {

        /** Asks what its log lacks; false if stopped. */
        boolean ask();

        /** What came out, once all is asked. */
        TaskReport report();
    }

    private Step step(EvalTask task) {
        if (task instanceof EvalTask.Benchmark benchmark) {
            return new BenchmarkStep(plan(benchmark.definition()));
        }
        Path data = settings.sources()
                .folder()
                .orElseThrow(
                        () -> UserError.usage("task perplexity needs `data` FILE, a .txt or .jsonl file of documents"));
        return new PerplexityStep(data, DocumentFile.read(data));
    }

    private TaskPlan plan(TaskDefinition definition) {
        PromptSettings prompts = settings.prompts();
        RequestEncoder encoder = new RequestEncoder(model, prompts.flavor());
        PromptContext.ModelLimits limits = new PromptContext.ModelLimits() {
            @Override
            public int maxLength() {
                return model.maxLength();
            }

            @Override
            public int tokens(String text) {
                return encoder.encode(text, definition.name()).length;
            }
        };
        return definition.plan(new PromptContext(prompts, template, limits), settings.sources());
    }

    private final class BenchmarkStep implements Step {

        private final TaskPlan plan;
        private TaskQuestions questions;
        private AnswerLog log;

        private BenchmarkStep(TaskPlan plan) {
            this.plan = plan;
        }

        @Override
        public boolean ask() {
            questions = new TaskQuestions(
                    model, new RequestEncoder(model, settings.prompts().flavor()), plan);
            log = open(plan.name(), fingerprint(plan), plan.instances().size());
            return questions.ask(log, progress, stop);
        }

        @Override
        public TaskReport report() {
            TaskQuestions.Answers answers = questions.answers(log);
            JsonObject details = new JsonObject();
            details.addProperty("truncated", answers.truncated());
            details.addProperty(
                    "first_prompt", plan.instances().get(0).request().context());
            JsonArray ids = new JsonArray();
            for (int id : answers.firstPrompt()) {
                ids.add(id);
            }
            details.add("first_prompt_ids", ids);
            return BenchmarkReport.of(plan, answers.answers(), details);
        }
    }

    private final class PerplexityStep implements Step {

        private final Path data;
        private final DocumentFile file;
        private Perplexity perplexity;
        private AnswerLog log;

        private PerplexityStep(Path data, DocumentFile file) {
            this.data = data;
            this.file = file;
        }

        @Override
        public boolean ask() {
            int limit = Math.min(
                    settings.prompts().limit().orElse(Integer.MAX_VALUE),
                    file.documents().size());
            List<DocumentFile.Document> documents = file.documents().subList(0, limit);
            perplexity = Perplexity.of(model, documents, data.toString());
            log = open(
                    Perplexity.NAME,
                    Sha256.of(String.join(
                            "\n",
                            model.sha256(),
                            Integer.toString(model.maxLength()),
                            file.sha256(),
                            Integer.toString(limit))),
                    perplexity.windows());
            return perplexity.ask(log, progress, stop);
        }

        @Override
        public TaskReport report() {
            return PerplexityReport.of(perplexity.result(log), data, file);
        }
    }

    private AnswerLog open(String task, String fingerprint, int size) {
        AnswerLog log = logs.own(AnswerLog.open(settings.output(), task, fingerprint, size, shard));
        finished.add(log);
        if (log.present() > 0) {
            progress.resumed(task, log.present(), size);
        }
        return log;
    }

    /** Over all that decides the answers. The token budget is not part of it: it changes nothing but rounding. */
    private String fingerprint(TaskPlan plan) {
        StringBuilder all = new StringBuilder(model.sha256())
                .append('\n')
                .append(settings.prompts().flavor().key())
                .append('\n')
                .append(model.maxLength())
                .append('\n');
        for (TaskPlan.Instance instance : plan.instances()) {
            Request request = instance.request();
            // Records print all they hold; lengths keep two requests apart whatever they contain.
            String text = request.toString();
            all.append(text.length()).append(':').append(text).append('\n');
        }
        return Sha256.of(all.toString());
    }
}
