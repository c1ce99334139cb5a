package dev.smoltulu.tools.verbs;

import com.google.gson.JsonObject;
import dev.smoltulu.eval.compare.Comparison;
import dev.smoltulu.eval.report.MarkdownTable;
import dev.smoltulu.eval.report.TaskReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What {@code smoltulu eval} prints besides the table of results. */
final class EvalText {

    private static final List<String> HEADERS = List.of("Tasks", "Filter", "Metric", "A", "B", "B - A", "", "Stderr");

    private EvalText() {}

    /** What a reader of a task's numbers must know besides: one line, without its end. */
    static String note(TaskReport task) {
        List<String> notes = new ArrayList<>();
        notes.add(count(task.effectiveSize())
                + (task.effectiveSize() < task.originalSize() ? " of " + count(task.originalSize()) : "")
                + " documents");
        JsonObject details = task.details();
        add(notes, details, "blank_documents", "blank left out");
        add(notes, details, "without_response", "without a response left out");
        add(notes, details, "truncated", "with a prompt cut at its beginning to fit the model");
        add(notes, details, "reduced_shots", "with fewer examples to fit the model");
        if (details.has("token_loss")) {
            notes.add(count(details.get("tokens").getAsLong()) + " tokens");
            notes.add(String.format(
                    Locale.ROOT,
                    "loss per token %.4f",
                    details.get("token_loss").getAsDouble()));
        }
        return String.join("; ", notes);
    }

    private static void add(List<String> notes, JsonObject details, String key, String what) {
        if (details.has(key) && details.get(key).getAsLong() > 0) {
            notes.add(count(details.get(key).getAsLong()) + " " + what);
        }
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** The comparison of the results in two files or folders. */
    static String comparison(Path first, Path second) {
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
