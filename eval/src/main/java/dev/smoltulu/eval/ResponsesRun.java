package dev.smoltulu.eval;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.data.rows.RowFile;
import dev.smoltulu.eval.benchmarks.TaskDefinition;
import dev.smoltulu.eval.report.BenchmarkReport;
import dev.smoltulu.eval.report.RunClock;
import dev.smoltulu.eval.report.RunDescription;
import dev.smoltulu.eval.report.TaskReport;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Grades answers from a file instead of a model's: rows with {@code response} and the document's {@code key}
 * or {@code prompt}.
 */
public final class ResponsesRun {

    private static final String KEY = "key";
    private static final String PROMPT = "prompt";
    private static final String RESPONSE = "response";

    /** Prompts are written as they are: no model reads them. */
    private static final PromptContext.ModelLimits NO_MODEL = new PromptContext.ModelLimits() {
        @Override
        public int maxLength() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int tokens(String text) {
            return 0;
        }
    };

    private final Map<String, String> byKey = new HashMap<>();
    private final Map<String, String> byPrompt = new HashMap<>();
    private final Path file;

    private ResponsesRun(Path file) {
        this.file = file;
    }

    /**
     * Grades and writes the files of a run.
     *
     * @param task      one whose answers are texts
     * @param responses file of rows
     * @throws UserError for a broken row, or when no row answers a document
     */
    public static EvalResults run(
            TaskDefinition task,
            Path responses,
            TaskSources sources,
            OptionalInt limit,
            Flavor flavor,
            Path output,
            String programVersion) {
        RunClock clock = RunClock.startNow();
        EvalResults.requireWritable(output);
        ResponsesRun run = new ResponsesRun(responses);
        run.read();
        TaskPlan plan = task.plan(
                new PromptContext(
                        new PromptSettings(
                                flavor,
                                OptionalInt.of(0),
                                limit,
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                OptionalInt.empty()),
                        Optional.empty(),
                        NO_MODEL),
                sources);
        TaskReport report = run.grade(plan);
        RunDescription description = RunDescription.ofResponses(
                responses.toString(), Sha256.of(List.of(responses)), limit, flavor, programVersion);
        return EvalResults.write(output, description, List.of(report), clock);
    }

    private void read() {
        for (Path rows : RowFile.expand(file)) {
            RowFile.readAll(rows, this::add);
        }
    }

    private void add(String where, JsonObject row) {
        String response = JsonValues.string(row.get(RESPONSE))
                .orElseThrow(() -> UserError.failed(
                        where + ": a row needs its answer as " + "a string under \"" + RESPONSE + "\""));
        JsonElement key = row.get(KEY);
        Optional<String> prompt = JsonValues.string(row.get(PROMPT));
        if (key != null && key.isJsonPrimitive()) {
            byKey.put(key.getAsString(), response);
        } else if (prompt.isPresent()) {
            byPrompt.put(prompt.get(), response);
        } else {
            throw UserError.failed(
                    where + ": a row must say which document it answers, under \"" + KEY + "\" or \"" + PROMPT + "\"");
        }
    }

    /** Documents without response are left out, and counted. */
    private TaskReport grade(TaskPlan plan) {
        List<TaskPlan.Instance> answered = new ArrayList<>();
        List<ModelAnswer> answers = new ArrayList<>();
        for (TaskPlan.Instance instance : plan.instances()) {
            if (!(instance.request() instanceof Request.Generation)) {
                throw UserError.usage("task " + plan.name() + " scores choices by a model's likelihood; `responses` is "
                        + "for tasks whose answers are texts, such as ifeval");
            }
            find(instance).ifPresent(response -> {
                answered.add(instance);
                answers.add(new ModelAnswer.Text(response));
            });
        }
        if (answered.isEmpty()) {
            throw UserError.failed(file + ": none of its " + (byKey.size() + byPrompt.size())
                    + " rows answers a document " + "of " + plan.name() + "; compare their \"" + KEY + "\" or \""
                    + PROMPT + "\" with the task's data");
        }
        JsonObject details = new JsonObject();
        details.addProperty("without_response", plan.instances().size() - answered.size());
        return BenchmarkReport.of(plan.withInstances(answered), answers, details);
    }

    private Optional<String> find(TaskPlan.Instance instance) {
        JsonElement key = instance.doc().get(KEY);
        Optional<String> found = key != null && key.isJsonPrimitive()
                ? Optional.ofNullable(byKey.get(key.getAsString()))
                : Optional.empty();
        return found.or(() -> Optional.ofNullable(
                byPrompt.get(JsonValues.string(instance.doc().get(PROMPT))
                        .orElse(instance.request().context()))));
    }
}
