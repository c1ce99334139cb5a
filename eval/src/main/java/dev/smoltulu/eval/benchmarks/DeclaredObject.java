package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.data.rows.RowFile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * An object of a task file; its values are checked as they are read, and every error is one of usage.
 *
 * @param where file and key, for errors
 */
record DeclaredObject(String where, JsonObject json) {

    /** Refuses every key but these. */
    void only(Set<String> known) {
        for (String key : json.keySet()) {
            if (!known.contains(key)) {
                throw UserError.usage(
                        where + ": unknown key \"" + key + "\"; there is " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    boolean has(String key) {
        return json.has(key);
    }

    String string(String key) {
        if (isString(json.get(key))) {
            return json.get(key).getAsString();
        }
        throw wrong(key, "a string");
    }

    String string(String key, String otherwise) {
        return has(key) ? string(key) : otherwise;
    }

    /** A string or a list of strings. */
    List<String> strings(String key) {
        if (isString(json.get(key))) {
            return List.of(string(key));
        }
        List<String> strings = new ArrayList<>();
        for (JsonElement element : array(key)) {
            if (!isString(element)) {
                throw wrong(key, "a string or a list of strings");
            }
            strings.add(element.getAsString());
        }
        return strings;
    }

    /** A whole number from {@code least} on; missing where the key is. */
    OptionalInt whole(String key, int least) {
        if (!has(key)) {
            return OptionalInt.empty();
        }
        if (json.get(key) instanceof JsonPrimitive primitive && primitive.isNumber()) {
            double number = primitive.getAsDouble();
            if (number >= least && number <= Integer.MAX_VALUE && number == Math.rint(number)) {
                return OptionalInt.of((int) number);
            }
        }
        throw wrong(key, "a whole number from " + least + " on");
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (json.get(key) instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw wrong(key, "true or false");
    }

    /** Refuses any value but {@code only}, for keys that the program has no choice about. */
    void always(String key, JsonPrimitive only) {
        if (has(key) && !only.equals(json.get(key))) {
            throw wrong(key, only + ", or left out");
        }
    }

    /** Refuses a value that is not one of these; the key may be missing. */
    void oneOf(String key, Collection<String> values) {
        if (has(key) && !values.contains(string(key))) {
            throw wrong(key, "one of " + String.join(", ", values));
        }
    }

    DeclaredObject object(String key) {
        if (json.get(key) instanceof JsonObject object) {
            return new DeclaredObject(where + ", \"" + key + "\"", object);
        }
        throw wrong(key, "an object");
    }

    /** A list of objects; at least one. */
    List<DeclaredObject> objects(String key) {
        List<DeclaredObject> objects = new ArrayList<>();
        for (JsonElement element : array(key)) {
            if (!(element instanceof JsonObject object)) {
                throw wrong(key, "a list of objects");
            }
            objects.add(new DeclaredObject(where + ", \"" + key + "\" " + objects.size(), object));
        }
        if (objects.isEmpty()) {
            throw wrong(key, "a list with at least one object");
        }
        return objects;
    }

    private JsonArray array(String key) {
        if (json.get(key) instanceof JsonArray array) {
            return array;
        }
        throw wrong(key, "a list");
    }

    /** An error about {@code key}: that it must be {@code expected}. */
    UserError wrong(String key, String expected) {
        String found = has(key) ? ", not " + RowFile.shortened(json.get(key).toString()) : "; it is missing";
        return UserError.usage(where + ": \"" + key + "\" must be " + expected + found);
    }

    private static boolean isString(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }
}
