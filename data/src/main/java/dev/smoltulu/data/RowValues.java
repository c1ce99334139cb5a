package dev.smoltulu.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;
import dev.smoltulu.tokenizer.ChatMessage;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The values that rows have, checked; every error names file, row and key. */
final class RowValues {

    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    private RowValues() {}

    /** Whether the key is there and not null. */
    static boolean has(JsonObject row, String key) {
        JsonElement value = row.get(key);
        return value != null && !value.isJsonNull();
    }

    /** @param key how errors name the value */
    static String string(String where, String key, JsonElement value) {
        if (value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isString()) {
            return value.getAsString();
        }
        throw UserError.failed(where + ": " + key + " must be a string, not " + Excerpt.of("" + value));
    }

    /** A conversation: a list of {@code {"role", "content"}}, not empty. */
    static List<ChatMessage> messages(String where, String key, JsonElement value) {
        if (!(value instanceof JsonArray array)) {
            throw UserError.failed(where + ": " + key + " must be a list of {\"role\", \"content\"}, not "
                    + Excerpt.of(value.toString()));
        }
        if (array.isEmpty()) {
            throw UserError.failed(where + ": " + key + " is empty; a conversation needs at least one message");
        }
        List<ChatMessage> messages = new ArrayList<>(array.size());
        for (JsonElement element : array) {
            String name = key + "[" + messages.size() + "]";
            if (!(element instanceof JsonObject message)) {
                throw UserError.failed(where + ": " + name + " must be an object with role and content, not "
                        + Excerpt.of(element.toString()));
            }
            for (String part : List.of("role", "content")) {
                if (!has(message, part)) {
                    throw UserError.failed(where + ": " + name + " has no " + part + "; it has "
                            + Excerpt.of(String.join(", ", message.keySet())));
                }
            }
            String role = string(where, name + ".role", message.get("role"));
            if (!ROLES.contains(role)) {
                throw UserError.failed(where + ": " + name + ".role \"" + Excerpt.of(role)
                        + "\" is not one of system, user, assistant, tool");
            }
            messages.add(new ChatMessage(role, string(where, name + ".content", message.get("content"))));
        }
        return List.copyOf(messages);
    }

    /** Token ids below {@code vocabSize}; in labels also -100. */
    static int[] ids(String where, String key, JsonElement value, int vocabSize, boolean labels) {
        if (!(value instanceof JsonArray array)) {
            throw UserError.failed(
                    where + ": " + key + " must be a list of token ids, not " + Excerpt.of(value.toString()));
        }
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonElement element = array.get(i);
            double number =
                    element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()
                            ? element.getAsDouble()
                            : Double.NaN;
            if (number != Math.rint(number)) {
                throw UserError.failed(where + ": " + key + "[" + i + "] must be a whole number, not "
                        + Excerpt.of(element.toString()));
            }
            boolean ignored = labels && number == TokenSequence.IGNORED;
            if (!ignored && (number < 0 || number >= vocabSize)) {
                throw UserError.failed(where + ": " + key + "[" + i + "] is " + Excerpt.of(element.toString())
                        + "; the model's token ids go from 0 to " + (vocabSize - 1)
                        + (labels ? " (-100 = not trained)" : ""));
            }
            ids[i] = (int) number;
        }
        return ids;
    }
}
