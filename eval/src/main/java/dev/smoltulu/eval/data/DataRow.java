package dev.smoltulu.eval.data;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.text.Excerpt;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A row of a file with its place; what it holds is checked as it is read.
 *
 * @param where file and row, for errors
 */
public record DataRow(String where, JsonObject json) {

    /** The text under {@code key}. */
    public String string(String key) {
        return JsonValues.string(json.get(key)).orElseThrow(() -> wrong(key, "a string"));
    }

    /** The texts under {@code key}; at least one. */
    public List<String> strings(String key) {
        return JsonValues.strings(json.get(key))
                .filter(strings -> !strings.isEmpty())
                .orElseThrow(() -> wrong(key, "a list of strings"));
    }

    /** The object under {@code key}. */
    public DataRow object(String key) {
        if (json.get(key) instanceof JsonObject object) {
            return new DataRow(where + ", \"" + key + "\"", object);
        }
        throw wrong(key, "an object");
    }

    /** The objects under {@code key}. */
    public List<DataRow> objects(String key) {
        List<JsonObject> objects = JsonValues.objects(json.get(key)).orElseThrow(() -> wrong(key, "a list of objects"));
        return IntStream.range(0, objects.size())
                .mapToObj(i -> new DataRow(where + ", \"" + key + "\" " + i, objects.get(i)))
                .toList();
    }

    /** An error about {@code key}: that it must be {@code expected}. */
    public UserError wrong(String key, String expected) {
        String found = json.has(key) ? ", not " + Excerpt.of(json.get(key).toString()) : "; the row has no such key";
        return UserError.failed(where + ": \"" + key + "\" must be " + expected + found);
    }
}
