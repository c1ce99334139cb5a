package dev.smoltulu.tools.verbs;

import dev.smoltulu.eval.compare.Comparison;
import dev.smoltulu.eval.report.MarkdownTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Two runs side by side, as text. */
final class ComparisonText {

    private static final List<String> HEADERS = List.of("Tasks", "Filter", "Metric", "A", "B", "B - A", "", "Stderr");

    private ComparisonText() {}

    /** The comparison of the results in two files or folders. */
    static String of(Path first, Path second) {
        Comparison comparison = Comparison.of(first, second);
        List<List<String>> rows = new ArrayList<>();
        String task = "";
        for (Comparison.Row row : comparison.rows()) {
            rows.add(List.of(
                    row.task().equals(task) ? "" : row.task(),
                    row.filter(),
                    row.metric(),
                    number("%.4f", row.first()),
                    number("%.4f", row.second()),
                    number("%+.4f", row.difference()),
                    "±",
                    row.standardError().isPresent()
                            ? number("%.4f", row.standardError().getAsDouble())
                            : "N/A"));
            task = row.task();
        }
        return "A: " + comparison.first() + System.lineSeparator() + "B: " + comparison.second()
                + System.lineSeparator() + MarkdownTable.of(HEADERS, rows, List.of(3, 4, 5, 7));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
