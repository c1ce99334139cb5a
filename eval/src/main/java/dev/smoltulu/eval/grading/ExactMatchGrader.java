package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.eval.task.Grader;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * lm-evaluation-harness's {@code exact_match}, under each of the task's filters.
 *
 * @param filters at least one; their order is that of the grades
 */
public record ExactMatchGrader(List<NamedFilter> filters, Metric metric) implements DescribedGrader {

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
    public List<Grader.Grade> grade(TaskPlan.Instance instance, ModelAnswer answer) {
        return filters.stream()
                .map(filter -> {
                    String filtered = filter.apply(((ModelAnswer.Text) answer).text());
                    double value = metric.same(filtered, instance.target().getAsString()) ? 1 : 0;
                    return new Grader.Grade(
                            filter.name(),
                            List.of(new JsonPrimitive(filtered)),
                            Map.of(Metric.KEY, new JsonPrimitive(value)));
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
    public List<Score> scores(List<List<Grader.Grade>> grades) {
        return Means.scores(grades);
    }

    /**
     * Whether answer and target are the same text after the same changes to both, in this order.
     *
     * @param ignored           parts that match are deleted, pattern after pattern
     * @param ignoreCase        all letters become lower case
     * @param ignorePunctuation ASCII punctuation is deleted
     * @param ignoreNumbers     ASCII digits are deleted
     */
    public record Metric(
            List<PythonRegex> ignored, boolean ignoreCase, boolean ignorePunctuation, boolean ignoreNumbers) {

        /** lm-evaluation-harness's name. */
        public static final String KEY = "exact_match";

        private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");
        private static final Pattern DIGITS = Pattern.compile("[0-9]");

        public Metric {
            ignored = List.copyOf(ignored);
        }

        boolean same(String answer, String target) {
            return compared(answer).equals(compared(target));
        }

        /** As an entry of a task file's metric_list. */
        JsonObject described() {
            JsonObject entry = DescribedGrader.mean(KEY);
            JsonArray patterns = new JsonArray();
            ignored.forEach(pattern -> patterns.add(pattern.source()));
            entry.addProperty("ignore_case", ignoreCase);
            entry.addProperty("ignore_punctuation", ignorePunctuation);
            entry.addProperty("ignore_numbers", ignoreNumbers);
            entry.add("regexes_to_ignore", patterns);
            return entry;
        }

        private String compared(String text) {
            String rest = text;
            for (PythonRegex pattern : ignored) {
                rest = pattern.replaceAll(rest, "");
            }
            rest = ignoreCase ? rest.toLowerCase(Locale.ROOT) : rest;
            rest = ignorePunctuation ? PUNCTUATION.matcher(rest).replaceAll("") : rest;
            return ignoreNumbers ? DIGITS.matcher(rest).replaceAll("") : rest;
        }
    }
}
