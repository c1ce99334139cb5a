package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.text.Excerpt;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

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
        return JsonValues.string(json.get(key)).orElseThrow(() -> wrong(key, "a string"));
    }

    String string(String key, String otherwise) {
        return has(key) ? string(key) : otherwise;
    }

    /** A string or a list of strings. */
    List<String> strings(String key) {
        if (JsonValues.isString(json.get(key))) {
            return List.of(string(key));
        }
        return JsonValues.strings(array(key)).orElseThrow(() -> wrong(key, "a string or a list of strings"));
    }

    /** A whole number of at least {@code minimum}; empty where the key is missing. */
    OptionalInt whole(String key, int minimum) {
        if (!has(key)) {
            return OptionalInt.empty();
        }
        OptionalInt number = JsonValues.whole(json.get(key), minimum);
        if (number.isEmpty()) {
            throw wrong(key, "a whole number from " + minimum + " on");
        }
        return number;
    }

    boolean flag(String key, boolean otherwise) {
        if (!has(key)) {
            return otherwise;
        }
        if (JsonValues.isBoolean(json.get(key))) {
            return json.get(key).getAsBoolean();
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
        List<JsonObject> objects = JsonValues.objects(array(key)).orElseThrow(() -> wrong(key, "a list of objects"));
        if (objects.isEmpty()) {
            throw wrong(key, "a list with at least one object");
        }
        return IntStream.range(0, objects.size())
                .mapToObj(i -> new DeclaredObject(where + ", \"" + key + "\" " + i, objects.get(i)))
                .toList();
    }

    private JsonArray array(String key) {
        if (json.get(key) instanceof JsonArray array) {
            return array;
        }
        throw wrong(key, "a list");
    }

    /** An error about {@code key}: that it must be {@code expected}. */
    UserError wrong(String key, String expected) {
        String found = has(key) ? ", not " + Excerpt.of(json.get(key).toString()) : "; it is missing";
        return UserError.usage(where + ": \"" + key + "\" must be " + expected + found);
    }
}
