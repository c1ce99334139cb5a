package dev.smoltulu.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;
import dev.smoltulu.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;

/** What a row of supervised finetuning data says. */
sealed interface SftRow {

    /**
     * {@code messages}; or {@code prompt} and {@code completion} as message lists.
     *
     * @param firstTrained message from which on assistant turns are trained
     */
    record Chat(List<ChatMessage> messages, int firstTrained) implements SftRow {}

    /** {@code prompt} and {@code completion}. */
    record PromptCompletion(String prompt, String completion) implements SftRow {}

    /** {@code text}. */
    record Text(String text) implements SftRow {}

    /** {@code input_ids} and, where given, {@code labels}. */
    record Ids(int[] inputIds, int[] labels) implements SftRow {}

    /**
     * Reads a row. The first of {@code input_ids}, {@code messages}, {@code prompt} + {@code completion} and
     * {@code text} that is there decides its kind; other keys are left alone.
     *
     * @param where     file and row, for errors
     * @param vocabSize token ids must lie below it
     * @throws UserError when the row is of no kind, or a value has the wrong form
     */
    static SftRow parse(String where, JsonObject row, int vocabSize) {
        if (RowValues.has(row, "input_ids")) {
            return ids(where, row, "input_ids", "labels", vocabSize);
        }
        if (RowValues.has(row, "messages")) {
            return new Chat(RowValues.messages(where, "messages", row.get("messages")), 0);
        }
        if (PreferenceRow.isPair(row)) {
            throw UserError.failed(where + ": this is a preference row (chosen, rejected); finetune on messages,"
                    + " prompt + completion, text or input_ids, or train on this file with smoltulu dpo or reward");
        }
        if (RowValues.has(row, "prompt") || RowValues.has(row, "completion")) {
            return promptCompletion(where, row);
        }
        if (RowValues.has(row, "text")) {
            return new Text(RowValues.string(where, "text", row.get("text")));
        }
        throw UserError.failed(where + ": a row needs messages, prompt + completion, text or input_ids; it has "
                + (row.isEmpty() ? "no keys" : Excerpt.of(String.join(", ", row.keySet()))));
    }

    /** Token ids under {@code idsKey}; their labels are the ids themselves where {@code labelsKey} is not there. */
    static Ids ids(String where, JsonObject row, String idsKey, String labelsKey, int vocabSize) {
        int[] ids = RowValues.ids(where, idsKey, row.get(idsKey), vocabSize, false);
        int[] labels = RowValues.has(row, labelsKey)
                ? RowValues.ids(where, labelsKey, row.get(labelsKey), vocabSize, true)
                : ids;
        if (labels.length != ids.length) {
            throw UserError.failed(where + ": " + labelsKey + " has " + labels.length + " values but " + idsKey
                    + " has " + ids.length + "; they must be equally long");
        }
        return new Ids(ids, labels);
    }

    private static SftRow promptCompletion(String where, JsonObject row) {
        for (String key : List.of("prompt", "completion")) {
            if (!RowValues.has(row, key)) {
                throw UserError.failed(where + ": " + key + " is missing; prompt and completion belong together");
            }
        }
        JsonElement prompt = row.get("prompt");
        JsonElement completion = row.get("completion");
        if (prompt.isJsonArray() && completion.isJsonArray()) {
            List<ChatMessage> messages = new ArrayList<>(RowValues.messages(where, "prompt", prompt));
            int firstTrained = messages.size();
            messages.addAll(RowValues.messages(where, "completion", completion));
            return new Chat(List.copyOf(messages), firstTrained);
        }
        return new PromptCompletion(
                RowValues.string(where, "prompt", prompt), RowValues.string(where, "completion", completion));
    }
}
