package dev.smoltulu.tools.verbs;

import com.google.gson.JsonObject;
import dev.smoltulu.eval.report.TaskReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a reader of the table should know beside its numbers. */
final class EvalNotes {

    private EvalNotes() {}

    /** One line, without its end. */
    static String of(TaskReport task) {
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
}
