package dev.smoltulu.eval.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Grades a benchmark's answers and shows them as the harness's files do. */
public final class BenchmarkReport {

    private BenchmarkReport() {}

    /**
     * The report of a task.
     *
     * @param answers one an instance, in the plan's order
     * @param details what only this program reports; {@code data_sha256} and {@code reduced_shots} are added
     */
    public static TaskReport of(TaskPlan plan, List<ModelAnswer> answers, JsonObject details) {
        List<List<Grader.Grade>> grades = new ArrayList<>();
        // The harness's order: all documents under the first filter, then all under the next.
        Map<String, List<JsonObject>> samples = new LinkedHashMap<>();
        int reduced = 0;
        for (int i = 0; i < answers.size(); i++) {
            TaskPlan.Instance instance = plan.instances().get(i);
            List<Grader.Grade> graded = plan.grader().grade(instance, answers.get(i));
            grades.add(graded);
            for (Grader.Grade grade : graded) {
                samples.computeIfAbsent(grade.filter(), filter -> new ArrayList<>())
                        .add(sample(instance, answers.get(i), grade));
            }
            reduced += instance.shots() < plan.numFewshot() ? 1 : 0;
        }
        details.addProperty("data_sha256", plan.dataSha256());
        details.addProperty("reduced_shots", reduced);
        return new TaskReport(
                plan.name(),
                plan.version(),
                plan.numFewshot(),
                plan.config(),
                plan.originalSize(),
                answers.size(),
                plan.grader().scores(grades),
                samples.values().stream().flatMap(List::stream).toList(),
                details);
    }

    private static JsonObject sample(TaskPlan.Instance instance, ModelAnswer answer, Grader.Grade grade) {
        String target = text(instance.target());
        JsonObject sample = new JsonObject();
        sample.addProperty("doc_id", instance.docId());
        sample.add("doc", instance.doc());
        sample.addProperty("target", target);
        sample.add("arguments", arguments(instance.request()));
        sample.add("resps", responses(answer));
        JsonArray filtered = new JsonArray();
        grade.filtered().forEach(filtered::add);
        sample.add("filtered_resps", filtered);
        sample.addProperty("filter", grade.filter());
        JsonArray metrics = new JsonArray();
        grade.metrics().keySet().forEach(metrics::add);
        sample.add("metrics", metrics);
        SamplesFile.addHashes(sample, instance.doc(), instance.request().context(), target);
        grade.metrics().forEach(sample::add);
        return sample;
    }

    private static String text(JsonElement target) {
        return target.isJsonPrimitive() ? target.getAsString() : Json.compact(target);
    }

    private static JsonObject arguments(Request request) {
        JsonObject arguments = new JsonObject();
        if (request instanceof Request.Choices choices) {
            for (int i = 0; i < choices.continuations().size(); i++) {
                JsonObject one = new JsonObject();
                one.addProperty("arg_0", choices.context());
                one.addProperty("arg_1", choices.continuations().get(i));
                arguments.add("gen_args_" + i, one);
            }
            return arguments;
        }
        Request.Generation generation = (Request.Generation) request;
        JsonArray until = new JsonArray();
        generation.stop().forEach(until::add);
        JsonObject settings = new JsonObject();
        settings.add("until", until);
        settings.addProperty("do_sample", false);
        settings.addProperty("temperature", 0.0);
        settings.addProperty("max_gen_toks", generation.maxNewTokens());
        JsonObject one = new JsonObject();
        one.addProperty("arg_0", generation.context());
        one.add("arg_1", settings);
        arguments.add("gen_args_0", one);
        return arguments;
    }

    /** A list for each request, in it a list of its responses; numbers as strings, as the harness writes them. */
    private static JsonArray responses(ModelAnswer answer) {
        JsonArray all = new JsonArray();
        if (answer instanceof ModelAnswer.LogLikelihoods likelihoods) {
            for (ModelAnswer.LogLikelihood choice : likelihoods.choices()) {
                all.add(list(pair(choice)));
            }
            return all;
        }
        JsonArray texts = new JsonArray();
        texts.add(((ModelAnswer.Text) answer).text());
        all.add(texts);
        return all;
    }

    private static JsonArray pair(ModelAnswer.LogLikelihood choice) {
        JsonArray pair = new JsonArray();
        pair.add(Json.number(choice.sum()).getAsString());
        pair.add(choice.greedy() ? "True" : "False");
        return pair;
    }

    private static JsonArray list(JsonElement only) {
        JsonArray list = new JsonArray();
        list.add(only);
        return list;
    }
}
