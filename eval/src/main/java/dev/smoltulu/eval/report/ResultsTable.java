package dev.smoltulu.eval.report;

import dev.smoltulu.eval.task.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The numbers of a run as a Markdown table, in the columns and the order of lm-evaluation-harness. */
public final class ResultsTable {

    private static final List<String> HEADERS =
            List.of("Tasks", "Version", "Filter", "n-shot", "Metric", "", "Value", "", "Stderr");

    private ResultsTable() {}

    /** One line a score, each with its end. */
    public static String of(List<TaskReport> reports) {
        List<List<String>> rows = new ArrayList<>();
        for (TaskReport report : reports) {
            boolean first = true;
            List<Score> scores = report.scores().stream()
                    .sorted(Comparator.comparing(score -> score.metric() + "," + score.filter()))
                    .toList();
            for (Score score : scores) {
                rows.add(List.of(
                        first ? report.name() : "",
                        first ? Integer.toString(report.version()) : "",
                        score.filter(),
                        Integer.toString(report.numFewshot()),
                        score.metric(),
                        score.higherIsBetter() ? "↑" : "↓",
                        number(score.value()),
                        "±",
                        score.standardError().isPresent()
                                ? number(score.standardError().getAsDouble())
                                : "N/A"));
                first = false;
            }
        }
        return MarkdownTable.of(HEADERS, rows, List.of(1, 3, 6, 8));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4f", value);
    }
}
