package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Reads {@code evaluation}: what cells are judged by, and how it is asked. */
final class EvaluationReader {

    /** What a setting of {@code smoltulu eval} may hold. */
    private enum Form {
        TEXT,
        FLAG,
        COUNT
    }

    /** Each is also a flag of smoltulu eval, in kebab case. */
    private static final Map<String, Form> SETTINGS = settings();

    private static Map<String, Form> settings() {
        Map<String, Form> settings = new LinkedHashMap<>();
        settings.put("data", Form.TEXT);
        settings.put("limit", Form.COUNT);
        settings.put("flavor", Form.TEXT);
        settings.put("num_fewshot", Form.COUNT);
        settings.put("apply_chat_template", Form.FLAG);
        settings.put("chat_template", Form.TEXT);
        settings.put("system_instruction", Form.TEXT);
        settings.put("fewshot_as_multiturn", Form.FLAG);
        settings.put("max_new_tokens", Form.COUNT);
        settings.put("max_length", Form.COUNT);
        settings.put("batch_tokens", Form.COUNT);
        settings.put("device", Form.TEXT);
        return settings;
    }

    private static final String TASKS = "tasks";
    private static final String MEASURES = "measures";
    private static final String ABILITY = "ability";

    private final String where;
    private final Mistakes mistakes;

    EvaluationReader(String where, Mistakes mistakes) {
        this.where = where;
        this.mistakes = mistakes;
    }

    List<Study.ScoreRequest> read(JsonObject evaluation) {
        Entries entries = new Entries("'evaluation' of " + where, evaluation, mistakes);
        entries.only(Stream.concat(Stream.of(TASKS, MEASURES), SETTINGS.keySet().stream())
                .toList());
        Map<String, JsonElement> common = settings(entries);
        List<Study.ScoreRequest> requests = new ArrayList<>();
        entries.list(TASKS).orElse(List.of()).forEach(task -> task(task, common, requests));
        entries.list(MEASURES).orElse(List.of()).forEach(measure -> measure(measure, requests));
        if (!entries.has(TASKS) && !entries.has(MEASURES)) {
            mistakes.add(entries.where() + " names neither 'tasks' nor 'measures', so cells would have no score");
        }
        return requests;
    }

    private void task(JsonElement element, Map<String, JsonElement> common, List<Study.ScoreRequest> requests) {
        JsonObject json = element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
        if (Entries.isText(element)) {
            json.add("task", element);
        }
        Entries entries = new Entries("a task of 'evaluation' of " + where, json, mistakes);
        if (entries.has("mean_of")) {
            mean(entries, requests);
            return;
        }
        if (!entries.has("task")) {
            mistakes.add(entries.where() + " must be a name, or an object with \"task\" or \"mean_of\", not "
                    + Entries.shown(element));
            return;
        }
        entries.only(Stream.concat(Stream.of("task", "metric", ABILITY), SETTINGS.keySet().stream())
                .toList());
        Map<String, JsonElement> settings = new LinkedHashMap<>(common);
        settings.putAll(settings(entries));
        entries.text("task")
                .ifPresent(task -> requests.add(new Study.ScoreRequest.Task(
                        task,
                        settings,
                        entries.text("metric"),
                        entries.choice(ABILITY, StudyTable.Task.Ability.class))));
    }

    private void mean(Entries entries, List<Study.ScoreRequest> requests) {
        entries.only(List.of("name", "mean_of", ABILITY));
        List<JsonElement> of = entries.list("mean_of").orElse(List.of());
        if (entries.text("name").isEmpty() || !of.stream().allMatch(Entries::isText)) {
            mistakes.add(entries.where() + " must be {\"name\": NAME, \"mean_of\": [TASK, ...]}");
            return;
        }
        requests.add(new Study.ScoreRequest.Mean(
                entries.text("name").get(),
                of.stream().map(JsonElement::getAsString).toList(),
                entries.choice(ABILITY, StudyTable.Task.Ability.class)));
    }

    private void measure(JsonElement element, List<Study.ScoreRequest> requests) {
        JsonObject json = element.isJsonObject() ? element.getAsJsonObject() : new JsonObject();
        if (Entries.isText(element)) {
            json.add("measure", element);
        }
        Entries entries = new Entries("a measure of 'evaluation' of " + where, json, mistakes);
        entries.only(List.of("measure", "higher_is_better", ABILITY));
        if (!entries.text("measure").orElse("").startsWith("eval_")) {
            mistakes.add(entries.where() + " must be a key of metrics.jsonl that begins with eval_, such as "
                    + "\"eval_loss\", not " + Entries.shown(element));
            return;
        }
        requests.add(new Study.ScoreRequest.Measure(
                entries.text("measure").get(),
                entries.flag("higher_is_better"),
                entries.choice(ABILITY, StudyTable.Task.Ability.class)));
    }

    private Map<String, JsonElement> settings(Entries entries) {
        Map<String, JsonElement> found = new LinkedHashMap<>();
        SETTINGS.forEach((key, form) -> {
            if (!entries.has(key)) {
                return;
            }
            JsonElement value = entries.json().get(key);
            boolean fits = switch (form) {
                case TEXT -> entries.text(key).isPresent();
                case FLAG -> entries.flag(key).isPresent();
                case COUNT -> count(entries, key, value);
            };
            if (fits) {
                found.put(key, value);
            }
        });
        return found;
    }

    private boolean count(Entries entries, String key, JsonElement value) {
        long least = key.equals("num_fewshot") ? 0 : 1;
        if (!Entries.isWhole(value, least)) {
            mistakes.add("'" + key + "' in " + entries.where() + " must be a whole number of at least " + least
                    + ", not " + Entries.shown(value));
            return false;
        }
        return true;
    }
}
