package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.eval.task.Grade;
import dev.smoltulu.eval.task.Instance;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Multiple choice: right where the likeliest continuation is the right one, the first of equals counting.
 *
 * @param metrics   each its own way to measure likeliest
 * @param delimiter what stands before each choice in its continuation; no length counts it
 */
public record ChoiceGrader(List<ChoiceMetric> metrics, String delimiter) implements DescribedGrader {

    public ChoiceGrader {
        metrics = List.copyOf(metrics);
    }

    @Override
    public List<Grade> grade(Instance instance, ModelAnswer answer) {
        List<String> continuations = ((Request.Choices) instance.request()).continuations();
        List<ModelAnswer.LogLikelihood> scored = ((ModelAnswer.LogLikelihoods) answer).choices();
        if (scored.size() != continuations.size()) {
            throw new IllegalArgumentException(scored.size() + " answers to " + continuations.size() + " choices");
        }
        int gold = instance.target().getAsInt();
        Map<String, JsonElement> values = new LinkedHashMap<>();
        for (ChoiceMetric metric : metrics) {
            boolean right = likeliest(metric, continuations, scored) == gold;
            values.put(metric.key(), new JsonPrimitive(right ? 1.0 : 0.0));
        }
        return List.of(new Grade(Grade.NO_FILTER, shown(scored), values));
    }

    private int likeliest(ChoiceMetric metric, List<String> continuations, List<ModelAnswer.LogLikelihood> scored) {
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
        return DescribedGrader.means(metrics.stream().map(ChoiceMetric::key).toList());
    }

    @Override
    public List<Score> scores(List<List<Grade>> grades) {
        return Means.scores(grades);
    }
}
