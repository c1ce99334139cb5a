package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Tasks that are evaluated with the same settings: one evaluation of each cell.
 *
 * @param hash      over everything that determines the numbers except the model; names the folder of results
 * @param tasks     names of tasks, or paths of task files
 * @param settings  how they are evaluated, by the keys of a study's evaluation; paths are absolute
 * @param documents number of documents per cell
 */
public record EvaluationGroup(String hash, List<String> tasks, Map<String, JsonElement> settings, int documents) {

    private static final String LIMIT = "limit";

    public EvaluationGroup {
        tasks = List.copyOf(tasks);
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    }

    /** Maximum number of documents per task, if it is set. */
    public OptionalInt limit() {
        JsonElement limit = settings.get(LIMIT);
        return limit == null ? OptionalInt.empty() : OptionalInt.of(limit.getAsInt());
    }

    /** The same with another maximum number of documents per task. */
    public EvaluationGroup withLimit(int limit) {
        Map<String, JsonElement> limited = new LinkedHashMap<>(settings);
        limited.put(LIMIT, new JsonPrimitive(limit));
        return new EvaluationGroup(hash, tasks, limited, documents);
    }
}
