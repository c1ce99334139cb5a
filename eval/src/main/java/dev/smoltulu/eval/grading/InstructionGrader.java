package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * IFEval: the share of prompts whose instructions are all followed, and the share of all instructions, each strict and
 * loose.
 *
 * @param checks  decides what is followed
 * @param average also report the mean of the two strict shares, as SmolLM2's evaluation does
 */
public record InstructionGrader(Checks checks, boolean average) implements DescribedGrader {

    private static final String PROMPT_STRICT = "prompt_level_strict_acc";
    private static final String INSTRUCTION_STRICT = "inst_level_strict_acc";
    private static final String PROMPT_LOOSE = "prompt_level_loose_acc";
    private static final String INSTRUCTION_LOOSE = "inst_level_loose_acc";
    private static final String AVERAGE_STRICT = "average_strict_acc";

    /** Metrics of one document, in the order of the results. */
    public static final List<String> KEYS = List.of(PROMPT_STRICT, INSTRUCTION_STRICT, PROMPT_LOOSE, INSTRUCTION_LOOSE);

    @Override
    public List<Grader.Grade> grade(TaskPlan.Instance instance, ModelAnswer answer) {
        String response = ((ModelAnswer.Text) answer).text();
        Checks.OfDocument instructions = checks.of(instance.doc(), "document " + instance.docId());
        Map<String, JsonElement> metrics = new LinkedHashMap<>();
        add(metrics, PROMPT_STRICT, INSTRUCTION_STRICT, instructions.strict(response));
        add(metrics, PROMPT_LOOSE, INSTRUCTION_LOOSE, instructions.loose(response));
        return List.of(new Grader.Grade(Grader.Grade.NO_FILTER, List.of(new JsonPrimitive(response)), metrics));
    }

    private static void add(Map<String, JsonElement> metrics, String ofPrompt, String ofEach, List<Boolean> followed) {
        JsonArray each = new JsonArray(followed.size());
        followed.forEach(each::add);
        metrics.put(ofPrompt, new JsonPrimitive(followed.contains(false) ? 0.0 : 1.0));
        metrics.put(ofEach, each);
    }

    @Override
    public JsonArray metricList() {
        JsonArray list = DescribedGrader.means(KEYS);
        for (JsonElement entry : list) {
            JsonObject metric = entry.getAsJsonObject();
            if (metric.get("metric").getAsString().startsWith("inst_level")) {
                metric.addProperty("aggregation", "mean over all instructions");
            }
        }
        return list;
    }

    @Override
    public List<Score> scores(List<List<Grader.Grade>> grades) {
        if (grades.isEmpty()) {
            return List.of();
        }
        List<Grader.Grade> all = grades.stream().map(grade -> grade.get(0)).toList();
        List<Score> scores = new ArrayList<>(List.of(
                Means.score(PROMPT_STRICT, all),
                pooled(INSTRUCTION_STRICT, all),
                Means.score(PROMPT_LOOSE, all),
                pooled(INSTRUCTION_LOOSE, all)));
        if (average) {
            double mean = (scores.get(0).value() + scores.get(1).value()) / 2;
            scores.add(new Score(AVERAGE_STRICT, Grader.Grade.NO_FILTER, mean, OptionalDouble.empty(), true));
        }
        return scores;
    }

    private static Score pooled(String metric, List<Grader.Grade> grades) {
        int followed = 0;
        int asked = 0;
        for (Grader.Grade grade : grades) {
            for (JsonElement each : grade.metrics().get(metric).getAsJsonArray()) {
                followed += each.getAsBoolean() ? 1 : 0;
                asked++;
            }
        }
        return new Score(metric, Grader.Grade.NO_FILTER, (double) followed / asked, OptionalDouble.empty(), true);
    }

    /** Decides which instructions of an IFEval document a response follows. */
    @FunctionalInterface
    public interface Checks {

        /**
         * The checks of one document.
         *
         * @param doc   a row of the data set
         * @param where names it in errors
         * @throws dev.smoltulu.base.UserError for an instruction that is not known or has wrong arguments
         */
        OfDocument of(JsonObject doc, String where);

        /** One verdict an instruction, in the document's order. */
        interface OfDocument {

            /** By the response as it is. */
            List<Boolean> strict(String response);

            /** By the best of the response's variants. */
            List<Boolean> loose(String response);
        }
    }
}
