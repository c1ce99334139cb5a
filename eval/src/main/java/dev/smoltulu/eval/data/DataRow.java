package dev.smoltulu.eval.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.data.rows.RowFile;
import java.util.ArrayList;
import java.util.List;

/**
 * A row of a file with its place; what it holds is checked as it is read.
 *
 * @param where file and row, for errors
 */
public record DataRow(String where, JsonObject json) {

    /** The text under {@code key}. */
    public String string(String key) {
        if (isString(json.get(key))) {
            return json.get(key).getAsString();
        }
        throw wrong(key, "a string");
    }

    /** The texts under {@code key}; at least one. */
    public List<String> strings(String key) {
        if (!(json.get(key) instanceof JsonArray array) || array.isEmpty()) {
            throw wrong(key, "a list of strings");
        }
        List<String> strings = new ArrayList<>(array.size());
        for (JsonElement element : array) {
            if (!isString(element)) {
                throw wrong(key, "a list of strings");
            }
            strings.add(element.getAsString());
        }
        return strings;
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
        if (!(json.get(key) instanceof JsonArray array)) {
            throw wrong(key, "a list of objects");
        }
        List<DataRow> objects = new ArrayList<>(array.size());
        for (JsonElement element : array) {
            if (!(element instanceof JsonObject object)) {
                throw wrong(key, "a list of objects");
            }
            objects.add(new DataRow(where + ", \"" + key + "\" " + objects.size(), object));
        }
        return objects;
    }

    /** An error about {@code key}: that it must be {@code expected}. */
    public UserError wrong(String key, String expected) {
        String found =
                json.has(key) ? ", not " + RowFile.shortened(json.get(key).toString()) : "; the row has no such key";
        return UserError.failed(where + ": \"" + key + "\" must be " + expected + found);
    }

    private static boolean isString(JsonElement element) {
        return element != null
                && element.isJsonPrimitive()
                && element.getAsJsonPrimitive().isString();
    }
}
