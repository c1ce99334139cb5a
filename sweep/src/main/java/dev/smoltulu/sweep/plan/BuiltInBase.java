package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A recipe and tasks that the program makes by itself.
 *
 * @param recipe its entries
 * @param tasks  task files by the names that a study gives them
 */
public record BuiltInBase(Map<String, JsonElement> recipe, Map<String, Path> tasks) {

    public BuiltInBase {
        recipe = Collections.unmodifiableMap(new LinkedHashMap<>(recipe));
        tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
    }
}
