package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.eval.task.Grade;
import dev.smoltulu.eval.task.Instance;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Score;
import java.util.List;
import java.util.Map;

/**
 * lm-evaluation-harness's {@code exact_match}, under each of the task's filters.
 *
 * @param filters at least one; their order is that of the grades
 */
public record ExactMatchGrader(List<NamedFilter> filters, ExactMatchMetric metric) implements DescribedGrader {

    /** Steps applied one after the other under one name; no step leaves the answer as it is. */
    public record NamedFilter(String name, List<AnswerFilter> steps) {

        public NamedFilter {
            steps = List.copyOf(steps);
        }

        String apply(String answer) {
            String filtered = answer;
            for (AnswerFilter step : steps) {
                filtered = step.apply(filtered);
            }
            return filtered;
        }
    }

    public ExactMatchGrader {
        filters = List.copyOf(filters);
    }

    @Override
    public List<Grade> grade(Instance instance, ModelAnswer answer) {
        return filters.stream()
                .map(filter -> {
                    String filtered = filter.apply(((ModelAnswer.Text) answer).text());
                    double value = metric.same(filtered, instance.target().getAsString()) ? 1 : 0;
                    return new Grade(
                            filter.name(),
                            List.of(new JsonPrimitive(filtered)),
                            Map.of(ExactMatchMetric.KEY, new JsonPrimitive(value)));
                })
                .toList();
    }

    @Override
    public JsonArray metricList() {
        JsonArray list = new JsonArray();
        list.add(metric.described());
        return list;
    }

    @Override
    public JsonArray filterList() {
        JsonArray list = new JsonArray();
        for (NamedFilter filter : filters) {
            JsonArray steps = new JsonArray();
            filter.steps().forEach(step -> steps.add(step.described()));
            JsonObject entry = new JsonObject();
            entry.addProperty("name", filter.name());
            entry.add("filter", steps);
            list.add(entry);
        }
        return list;
    }

    @Override
    public List<Score> scores(List<List<Grade>> grades) {
        return Means.scores(grades);
    }
}
