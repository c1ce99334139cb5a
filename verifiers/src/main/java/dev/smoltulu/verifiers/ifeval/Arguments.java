package dev.smoltulu.verifiers.ifeval;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.python.PythonRegex;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/**
 * The entry of {@code kwargs} that belongs to one instruction. Arguments that an instruction does not take are
 * ignored. One that it needs must be there and must not be 0, empty or null: lm-evaluation-harness puts a random
 * value in its place, so that a verdict would mean nothing.
 *
 * @param where what the errors name: a file and row, and the instruction's id
 */
record Arguments(JsonObject values, String where) {

    /** A whole number from 1 on. */
    int count(String name) {
        JsonElement value = required(name);
        return JsonValues.whole(value, 1).orElseThrow(() -> wrong(name, value, "a whole number from 1 on"));
    }

    /** A text that is not empty. */
    String text(String name) {
        JsonElement value = required(name);
        return JsonValues.string(value)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> wrong(name, value, "a text that is not empty"));
    }

    /** A list of texts that is not empty. */
    List<String> texts(String name) {
        JsonElement value = required(name);
        List<String> texts = value instanceof JsonArray
                ? JsonValues.strings(value).orElseThrow(() -> wrong(name, value, "a list of texts"))
                : List.of();
        if (texts.isEmpty()) {
            throw wrong(name, value, "a list of texts that is not empty");
        }
        return List.copyOf(texts);
    }

    /** {@code less than} or {@code at least}. */
    Relation relation(String name) {
        JsonElement value = required(name);
        if (JsonValues.isString(value)) {
            for (Relation relation : Relation.values()) {
                if (relation.words().equals(value.getAsString())) {
                    return relation;
                }
            }
        }
        throw wrong(name, value, "'less than' or 'at least'");
    }

    /** Compiles a pattern that argument {@code name} is part of. */
    PythonRegex regex(String name, String pattern, PythonRegex.Flag... flags) {
        try {
            return PythonRegex.compile(pattern, flags);
        } catch (PatternSyntaxException e) {
            throw UserError.failed(where + ": '" + name + "' is used as a regular expression, and '" + pattern
                    + "' is none (" + e.getDescription() + "); escape its special characters");
        }
    }

    private JsonElement required(String name) {
        JsonElement value = values.get(name);
        if (value == null || value.isJsonNull()) {
            throw UserError.failed(where + ": kwargs has no '" + name + "'; add it");
        }
        return value;
    }

    private UserError wrong(String name, JsonElement value, String expected) {
        return UserError.failed(where + ": '" + name + "' is " + value + "; it must be " + expected);
    }

    /** How a count is compared with the number that an instruction gives. */
    enum Relation {
        LESS_THAN("less than"),
        AT_LEAST("at least");

        private final String words;

        Relation(String words) {
            this.words = words;
        }

        /** As the arguments of an instruction have it. */
        String words() {
            return words;
        }

        boolean holds(int count, int threshold) {
            return switch (this) {
                case LESS_THAN -> count < threshold;
                case AT_LEAST -> count >= threshold;
            };
        }
    }
}
