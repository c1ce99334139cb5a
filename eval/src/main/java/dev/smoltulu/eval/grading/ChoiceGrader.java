package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Multiple choice: right where the likeliest continuation is the right one, the first of equals counting.
 *
 * @param metrics   each its own way to measure likeliest
 * @param delimiter text before each choice in its continuation; no length counts it
 */
public record ChoiceGrader(List<Metric> metrics, String delimiter) implements DescribedGrader {

    public ChoiceGrader {
        metrics = List.copyOf(metrics);
    }

    @Override
    public List<Grader.Grade> grade(TaskPlan.Instance instance, ModelAnswer answer) {
        List<String> continuations = ((Request.Choices) instance.request()).continuations();
        List<ModelAnswer.LogLikelihood> scored = ((ModelAnswer.LogLikelihoods) answer).choices();
        if (scored.size() != continuations.size()) {
            throw new IllegalArgumentException(scored.size() + " answers to " + continuations.size() + " choices");
        }
        int gold = instance.target().getAsInt();
        Map<String, JsonElement> values = new LinkedHashMap<>();
        for (Metric metric : metrics) {
            boolean right = likeliest(metric, continuations, scored) == gold;
            values.put(metric.key(), new JsonPrimitive(right ? 1.0 : 0.0));
        }
        return List.of(new Grader.Grade(Grader.Grade.NO_FILTER, shown(scored), values));
    }

    private int likeliest(Metric metric, List<String> continuations, List<ModelAnswer.LogLikelihood> scored) {
        int best = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < scored.size(); i++) {
            String choice = continuations.get(i).substring(delimiter.length());
            double value = scored.get(i).sum() / metric.length(choice);
            if (value > most) {
                best = i;
                most = value;
            }
        }
        return best;
    }

    private static List<JsonElement> shown(List<ModelAnswer.LogLikelihood> scored) {
        List<JsonElement> shown = new ArrayList<>(scored.size());
        for (ModelAnswer.LogLikelihood choice : scored) {
            JsonArray pair = new JsonArray(2);
            pair.add(choice.sum());
            pair.add(choice.greedy());
            shown.add(pair);
        }
        return shown;
    }

    @Override
    public JsonArray metricList() {
        return DescribedGrader.means(metrics.stream().map(Metric::key).toList());
    }

    @Override
    public List<Score> scores(List<List<Grader.Grade>> grades) {
        return Means.scores(grades);
    }

    /** Accuracies of multiple choice: by what a choice's log-probability is divided before the largest one is taken. */
    public enum Metric {
        /** By nothing. */
        ACC,
        /** By the choice's characters, as Python counts them. */
        ACC_NORM,
        /** By the choice's bytes in UTF-8. */
        ACC_BYTES;

        /** As results and task files have it. */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What the log-probability of {@code choice} is divided by. */
        double length(String choice) {
            return switch (this) {
                case ACC -> 1;
                case ACC_NORM -> PythonText.length(choice);
                case ACC_BYTES -> choice.getBytes(StandardCharsets.UTF_8).length;
            };
        }
    }
}
