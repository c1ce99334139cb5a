package dev.smoltulu.trainer.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.UserError;
import dev.smoltulu.rows.RowFile;
import dev.smoltulu.tokenizer.ChatMessage;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What a row of supervised finetuning data says. */
sealed interface SftRow {

    /**
     * {@code messages}; or {@code prompt} and {@code completion} as message lists.
     *
     * @param firstTrained message from which on assistant turns are trained
     */
    record Chat(List<ChatMessage> messages, int firstTrained) implements SftRow {
    }

    /** {@code prompt} and {@code completion}. */
    record PromptCompletion(String prompt, String completion) implements SftRow {
    }

    /** {@code text}. */
    record Text(String text) implements SftRow {
    }

    /** {@code input_ids} and, where given, {@code labels}. */
    record Ids(int[] inputIds, int[] labels) implements SftRow {
    }

    /** Roles of messages. */
    Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    /**
     * Reads a row. The first of {@code input_ids}, {@code messages}, {@code prompt} + {@code completion} and
     * {@code text} that is there decides its kind; other keys are left alone.
     *
     * @param where     file and row, for errors
     * @param vocabSize token ids must lie below it
     * @throws UserError when the row is of no kind, or a value has the wrong form
     */
    static SftRow parse(String where, JsonObject row, int vocabSize) {
        if (has(row, "input_ids")) {
            int[] ids = ids(where, "input_ids", row.get("input_ids"), vocabSize, false);
            int[] labels = has(row, "labels") ? ids(where, "labels", row.get("labels"), vocabSize, true) : ids;
            if (labels.length != ids.length) {
                throw UserError.failed(where + ": labels has " + labels.length + " values but input_ids has "
                        + ids.length + "; they must be equally long");
            }
            return new Ids(ids, labels);
        }
        if (has(row, "messages")) {
            return new Chat(messages(where, "messages", row.get("messages")), 0);
        }
        if (has(row, "chosen") || has(row, "rejected") || has(row, "chosen_input_ids")) {
            throw UserError.failed(where + ": this is a preference row (chosen, rejected); finetune on messages,"
                    + " prompt + completion, text or input_ids, or train on this file with smoltulu dpo or reward");
        }
        if (has(row, "prompt") || has(row, "completion")) {
            return promptCompletion(where, row);
        }
        if (has(row, "text")) {
            return new Text(string(where, "text", row.get("text")));
        }
        throw UserError.failed(where + ": a row needs messages, prompt + completion, text or input_ids; it has "
                + (row.isEmpty() ? "no keys" : RowFile.shortened(String.join(", ", row.keySet()))));
    }

    private static SftRow promptCompletion(String where, JsonObject row) {
        for (String key : List.of("prompt", "completion")) {
            if (!has(row, key)) {
                throw UserError.failed(where + ": " + key + " is missing; prompt and completion belong together");
            }
        }
        JsonElement prompt = row.get("prompt");
        JsonElement completion = row.get("completion");
        if (prompt.isJsonArray() && completion.isJsonArray()) {
            List<ChatMessage> messages = new ArrayList<>(messages(where, "prompt", prompt));
            int firstTrained = messages.size();
            messages.addAll(messages(where, "completion", completion));
            return new Chat(List.copyOf(messages), firstTrained);
        }
        return new PromptCompletion(string(where, "prompt", prompt), string(where, "completion", completion));
    }

    private static boolean has(JsonObject row, String key) {
        JsonElement value = row.get(key);
        return value != null && !value.isJsonNull();
    }

    private static String string(String where, String key, JsonElement value) {
        if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            return value.getAsString();
        }
        throw UserError.failed(where + ": " + key + " must be a string, not " + RowFile.shortened("" + value));
    }

    private static List<ChatMessage> messages(String where, String key, JsonElement value) {
        if (!(value instanceof JsonArray array)) {
            throw UserError.failed(where + ": " + key + " must be a list of {\"role\", \"content\"}, not "
                    + RowFile.shortened(value.toString()));
        }
        if (array.isEmpty()) {
            throw UserError.failed(where + ": " + key + " is empty; a conversation needs at least one message");
        }
        List<ChatMessage> messages = new ArrayList<>(array.size());
        for (JsonElement element : array) {
            String name = key + "[" + messages.size() + "]";
            if (!(element instanceof JsonObject message)) {
                throw UserError.failed(where + ": " + name + " must be an object with role and content, not "
                        + RowFile.shortened(element.toString()));
            }
            for (String part : List.of("role", "content")) {
                if (!has(message, part)) {
                    throw UserError.failed(where + ": " + name + " has no " + part + "; it has "
                            + RowFile.shortened(String.join(", ", message.keySet())));
                }
            }
            String role = string(where, name + ".role", message.get("role"));
            if (!ROLES.contains(role)) {
                throw UserError.failed(where + ": " + name + ".role \"" + RowFile.shortened(role)
                        + "\" is not one of system, user, assistant, tool");
            }
            messages.add(new ChatMessage(role, string(where, name + ".content", message.get("content"))));
        }
        return List.copyOf(messages);
    }

    private static int[] ids(String where, String key, JsonElement value, int vocabSize, boolean labels) {
        if (!(value instanceof JsonArray array)) {
            throw UserError.failed(where + ": " + key + " must be a list of token ids, not "
                    + RowFile.shortened(value.toString()));
        }
        int[] ids = new int[array.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonElement element = array.get(i);
            double number = element.isJsonPrimitive() && element.getAsJsonPrimitive().isNumber()
                    ? element.getAsDouble() : Double.NaN;
            if (number != Math.rint(number)) {
                throw UserError.failed(where + ": " + key + "[" + i + "] must be a whole number, not "
                        + RowFile.shortened(element.toString()));
            }
            boolean ignored = labels && number == TokenSequence.IGNORED;
            if (!ignored && (number < 0 || number >= vocabSize)) {
                throw UserError.failed(where + ": " + key + "[" + i + "] is " + RowFile.shortened(element.toString())
                        + "; the model's token ids go from 0 to " + (vocabSize - 1)
                        + (labels ? " (-100 = not trained)" : ""));
            }
            ids[i] = (int) number;
        }
        return ids;
    }
}
