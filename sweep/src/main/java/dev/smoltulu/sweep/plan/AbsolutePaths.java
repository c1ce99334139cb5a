package dev.smoltulu.sweep.plan;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A recipe's entries with absolute paths, so that a process with another working folder reads the same files. */
final class AbsolutePaths {

    private AbsolutePaths() {}

    static Map<String, JsonElement> of(Map<String, JsonElement> entries) {
        Map<String, JsonElement> absolute = new LinkedHashMap<>(entries);
        absolute.replaceAll((name, value) -> {
            Optional<RecipeKey> key = RecipeKey.ofKey(name);
            if (key.filter(RecipeKey::namesRows).isPresent()) {
                return rows(value);
            }
            return key.filter(RecipeKey::namesModel).isPresent() ? model(value) : value;
        });
        return absolute;
    }

    /** A hub id stays what it is. */
    private static JsonElement model(JsonElement value) {
        try {
            boolean folder = JsonValues.isString(value) && Files.isDirectory(Path.of(value.getAsString()));
            return folder ? absolute(value) : value;
        } catch (InvalidPathException noPath) {
            return value;
        }
    }

    private static JsonElement rows(JsonElement value) {
        if (JsonValues.isString(value)) {
            return absolute(value);
        }
        if (value.isJsonArray()) {
            JsonArray sources = new JsonArray();
            value.getAsJsonArray().forEach(source -> sources.add(rows(source)));
            return sources;
        }
        if (value.isJsonObject() && value.getAsJsonObject().has("path")) {
            JsonObject source = value.getAsJsonObject().deepCopy();
            source.add("path", rows(source.get("path")));
            return source;
        }
        return value;
    }

    private static JsonElement absolute(JsonElement path) {
        try {
            return new JsonPrimitive(
                    Path.of(path.getAsString()).toAbsolutePath().normalize().toString());
        } catch (InvalidPathException wrong) {
            return path; // reading the rows names it
        }
    }
}
