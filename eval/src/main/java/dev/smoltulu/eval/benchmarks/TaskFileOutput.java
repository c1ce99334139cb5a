package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.eval.grading.AnswerFilter;
import dev.smoltulu.eval.grading.ChoiceGrader;
import dev.smoltulu.eval.grading.ExactMatchGrader;
import dev.smoltulu.eval.grading.ExactMatchGrader.NamedFilter;
import dev.smoltulu.eval.harness.Benchmark;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.eval.task.Grader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.PatternSyntaxException;

/** What the model does and how it is graded, as a task file declares it. */
final class TaskFileOutput {

    private static final String OUTPUT_TYPE = "output_type";
    private static final String METRICS = "metric_list";
    private static final String METRIC = "metric";
    private static final String FILTERS = "filter_list";
    private static final String GENERATION = "generation_kwargs";
    private static final int MAX_GEN_TOKS = 256;

    private TaskFileOutput() {}

    static Output read(DeclaredObject keys, Benchmark.Joining joining) {
        return switch (keys.string(OUTPUT_TYPE)) {
            case "multiple_choice" -> choice(keys);
            case "generate_until" -> generation(keys, joining);
            default -> throw keys.wrong(OUTPUT_TYPE, "multiple_choice or generate_until");
        };
    }

    private static Output choice(DeclaredObject keys) {
        for (String key : List.of(GENERATION, FILTERS)) {
            if (keys.has(key)) {
                throw keys.wrong(key, "left out in a task of multiple_choice");
            }
        }
        if (!keys.has(METRICS)) {
            return new Output.Choice(List.of(ChoiceGrader.Metric.ACC, ChoiceGrader.Metric.ACC_NORM));
        }
        List<ChoiceGrader.Metric> metrics = new ArrayList<>();
        for (DeclaredObject entry : keys.objects(METRICS)) {
            checkMean(entry, Set.of());
            String name = entry.string(METRIC);
            metrics.add(Arrays.stream(ChoiceGrader.Metric.values())
                    .filter(metric -> metric.key().equals(name))
                    .findFirst()
                    .orElseThrow(() -> entry.wrong(METRIC, "acc, acc_norm or acc_bytes")));
        }
        return new Output.Choice(metrics.stream().distinct().toList());
    }

    private static Output generation(DeclaredObject keys, Benchmark.Joining joining) {
        List<String> until = List.of(joining.fewshotDelimiter());
        int most = MAX_GEN_TOKS;
        if (keys.has(GENERATION)) {
            DeclaredObject arguments = keys.object(GENERATION);
            arguments.only(Set.of("until", "max_gen_toks", "do_sample", "temperature"));
            arguments.always("do_sample", new JsonPrimitive(false));
            arguments.always("temperature", new JsonPrimitive(0));
            until = arguments.has("until") ? arguments.strings("until") : until;
            most = arguments.whole("max_gen_toks", 1).orElse(MAX_GEN_TOKS);
        }
        if (until.contains("")) {
            throw keys.object(GENERATION).wrong("until", "a list of strings that are not empty");
        }
        return new Output.Generation(until, most, new ExactMatchGrader(filters(keys), exactMatch(keys)));
    }

    private static ExactMatchGrader.Metric exactMatch(DeclaredObject keys) {
        if (!keys.has(METRICS)) {
            return new ExactMatchGrader.Metric(List.of(), false, false, false);
        }
        List<DeclaredObject> entries = keys.objects(METRICS);
        DeclaredObject entry = entries.get(0);
        if (entries.size() > 1 || !entry.string(METRIC).equals(ExactMatchGrader.Metric.KEY)) {
            throw keys.wrong(METRICS, "one object with \"metric\": \"exact_match\" in a task of generate_until");
        }
        checkMean(entry, Set.of("regexes_to_ignore", "ignore_case", "ignore_punctuation", "ignore_numbers"));
        List<PythonRegex> ignored = new ArrayList<>();
        if (entry.has("regexes_to_ignore")) {
            for (String source : entry.strings("regexes_to_ignore")) {
                ignored.add(pattern(entry, "regexes_to_ignore", source));
            }
        }
        return new ExactMatchGrader.Metric(
                ignored,
                entry.flag("ignore_case", false),
                entry.flag("ignore_punctuation", false),
                entry.flag("ignore_numbers", false));
    }

    private static void checkMean(DeclaredObject entry, Set<String> more) {
        Set<String> known = new HashSet<>(more);
        known.addAll(Set.of(METRIC, "aggregation", "higher_is_better"));
        entry.only(known);
        entry.always("aggregation", new JsonPrimitive("mean"));
        entry.always("higher_is_better", new JsonPrimitive(true));
    }

    private static List<NamedFilter> filters(DeclaredObject keys) {
        if (!keys.has(FILTERS)) {
            return List.of(new NamedFilter(Grader.Grade.NO_FILTER, List.of()));
        }
        List<NamedFilter> filters = new ArrayList<>();
        for (DeclaredObject entry : keys.objects(FILTERS)) {
            entry.only(Set.of("name", "filter"));
            List<AnswerFilter> steps = new ArrayList<>();
            for (DeclaredObject step : entry.objects("filter")) {
                step(step, steps);
            }
            String name = entry.string("name");
            if (name.isEmpty()
                    || filters.stream().anyMatch(filter -> filter.name().equals(name))) {
                throw entry.wrong("name", "a name that no other filter has");
            }
            filters.add(new NamedFilter(name, steps));
        }
        return filters;
    }

    private static void step(DeclaredObject step, List<AnswerFilter> steps) {
        switch (step.string("function")) {
            case "regex" -> {
                step.only(Set.of("function", "regex_pattern", "group_select", "fallback"));
                steps.add(new AnswerFilter.Extract(
                        pattern(step, "regex_pattern", step.string("regex_pattern")),
                        step.whole("group_select", Integer.MIN_VALUE).orElse(0),
                        step.string("fallback", AnswerFilter.Extract.INVALID)));
            }
            case "remove_whitespace" -> {
                step.only(Set.of("function"));
                steps.add(new AnswerFilter.Strip());
            }
            // There is one answer a document, so the first is taken already.
            case "take_first" -> step.only(Set.of("function"));
            default -> throw step.wrong("function", "regex, remove_whitespace or take_first");
        }
    }

    private static PythonRegex pattern(DeclaredObject entry, String key, String source) {
        try {
            return PythonRegex.compile(source);
        } catch (PatternSyntaxException e) {
            throw entry.wrong(key, "a regular expression (" + e.getDescription() + ")");
        }
    }
}
