package dev.smoltulu.eval.compare;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.task.Flavor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Two runs side by side. They must have asked the same: same documents, prompts, versions and settings, whatever the
 * models.
 *
 * @param first  name of the first model
 * @param second name of the second model
 */
public record Comparison(String first, String second, List<Row> rows) {

    private static final String[] TOP = {};

    /**
     * A metric in both runs.
     *
     * @param standardError of the difference; from the differences of each document where the samples are there,
     *                      else missing
     */
    public record Row(
            String task, String filter, String metric, double first, double second, OptionalDouble standardError) {

        public double difference() {
            return second - first;
        }
    }

    public Comparison {
        rows = List.copyOf(rows);
    }

    /**
     * Compares the runs in two files, or the newest of two folders.
     *
     * @throws UserError when one cannot be read, or they did not ask the same
     */
    public static Comparison of(Path first, Path second) {
        EvaluatedRun a = EvaluatedRun.read(first);
        EvaluatedRun b = EvaluatedRun.read(second);
        List<String> tasks = a.tasks().stream().filter(b.tasks()::contains).toList();
        if (tasks.isEmpty()) {
            throw UserError.failed("the runs have no task in common: " + String.join(", ", a.tasks()) + " in "
                    + a.file() + ", " + String.join(", ", b.tasks()) + " in " + b.file());
        }
        requireAlike(a, b, tasks);
        List<Row> rows = new ArrayList<>();
        for (String task : tasks) {
            Map<String, Double> theirs = b.metrics(task);
            a.metrics(task).forEach((key, value) -> {
                if (theirs.containsKey(key)) {
                    rows.add(row(a, b, task, key, value, theirs.get(key)));
                }
            });
        }
        return new Comparison(name(a), name(b), rows);
    }

    private static Row row(EvaluatedRun a, EvaluatedRun b, String task, String key, double first, double second) {
        String metric = key.substring(0, key.indexOf(','));
        String filter = key.substring(key.indexOf(',') + 1);
        Optional<List<Double>> mine = a.byDocument(task, metric, filter);
        Optional<List<Double>> theirs = mine.isEmpty() ? Optional.empty() : b.byDocument(task, metric, filter);
        OptionalDouble error = mine.isPresent()
                        && theirs.isPresent()
                        && mine.get().size() == theirs.get().size()
                ? pairedError(mine.get(), theirs.get())
                : OptionalDouble.empty();
        return new Row(task, filter, metric, first, second, error);
    }

    /** Standard error of the mean of the documents' differences; missing below two documents. */
    static OptionalDouble pairedError(List<Double> first, List<Double> second) {
        int n = first.size();
        if (n < 2) {
            return OptionalDouble.empty();
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += (second.get(i) - first.get(i)) / n;
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            double off = second.get(i) - first.get(i) - mean;
            squares += off * off;
        }
        return OptionalDouble.of(Math.sqrt(squares / (n - 1) / n));
    }

    private static String name(EvaluatedRun run) {
        JsonElement name = run.value("model_name", TOP);
        return name.isJsonPrimitive() ? name.getAsString() : run.file().toString();
    }

    private static void requireAlike(EvaluatedRun a, EvaluatedRun b, List<String> tasks) {
        requireAlike("the flavour", flavor(a), flavor(b));
        for (String key : List.of("chat_template_sha", "system_instruction_sha")) {
            requireAlike(key, a.value(key, TOP), b.value(key, TOP));
        }
        requireAlike("fewshot_as_multiturn", multiturn(a), multiturn(b));
        for (String task : tasks) {
            requireAlike("the version of " + task, a.value(task, "versions"), b.value(task, "versions"));
            requireAlike("n-shot of " + task, a.value(task, "n-shot"), b.value(task, "n-shot"));
            requireAlike(
                    "the number of documents of " + task,
                    a.value("effective", "n-samples", task),
                    b.value("effective", "n-samples", task));
            requireAlike(
                    "the generation settings of " + task,
                    a.value("generation_kwargs", "configs", task),
                    b.value("generation_kwargs", "configs", task));
            requireAlike(
                    "the documents or prompts of " + task + " (task_hashes)",
                    a.value(task, "task_hashes"),
                    b.value(task, "task_hashes"));
        }
    }

    /** The harness's own files do not name one. */
    private static JsonElement flavor(EvaluatedRun run) {
        JsonElement flavor = run.value("flavor", "smoltulu");
        return flavor.isJsonNull() ? new JsonPrimitive(Flavor.LM_EVAL.key()) : flavor;
    }

    private static JsonElement multiturn(EvaluatedRun run) {
        JsonElement set = run.value("fewshot_as_multiturn", TOP);
        return set.isJsonNull() ? new JsonPrimitive(false) : set;
    }

    private static void requireAlike(String what, JsonElement first, JsonElement second) {
        if (!first.equals(second)) {
            throw UserError.failed("the runs are not alike: " + what + " is " + first + " in the first and " + second
                    + " in the second; evaluate both with the same settings");
        }
    }
}
