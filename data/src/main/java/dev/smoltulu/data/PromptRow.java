package dev.smoltulu.data;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;
import dev.smoltulu.tokenizer.ChatMessage;
import java.util.List;
import java.util.Optional;

/**
 * What a row of verifiable data says: a prompt, and what its answers are judged by.
 *
 * @param prompt      what the model goes on from
 * @param groundTruth in the form that its verifier knows
 * @param dataset     the source that the row names, if any
 */
record PromptRow(Prompt prompt, JsonElement groundTruth, Optional<String> dataset) {

    private static final String GROUND_TRUTH = "ground_truth";
    private static final String DATASET = "dataset";

    /** What the model goes on from. */
    sealed interface Prompt {

        /** A conversation without the answer that is asked for. */
        record Chat(List<ChatMessage> messages) implements Prompt {}

        record Text(String text) implements Prompt {}

        record Ids(int[] ids) implements Prompt {}
    }

    /**
     * Reads a row: {@code input_ids}, {@code messages} or {@code prompt} (a text or messages), the first that is
     * there; {@code ground_truth}; and {@code dataset}. An assistant's message at the end of a conversation is an
     * answer and left out. Lists of one ground truth and one dataset, as newer sets have them, count as what is in
     * them.
     *
     * @param where     file and row, for errors
     * @param vocabSize token ids must lie below it
     * @throws UserError when a key is missing or a value has the wrong form
     */
    static PromptRow parse(String where, JsonObject row, int vocabSize) {
        Prompt prompt = prompt(where, row, vocabSize);
        if (!RowValues.has(row, GROUND_TRUTH)) {
            throw UserError.failed(where + ": ground_truth is missing; add what a right answer is judged by");
        }
        boolean listed = row.get(DATASET) instanceof JsonArray;
        JsonElement truth = listed ? only(where, GROUND_TRUTH, row.get(GROUND_TRUTH)) : row.get(GROUND_TRUTH);
        if (!RowValues.has(row, DATASET)) {
            return new PromptRow(prompt, truth, Optional.empty());
        }
        JsonElement name = listed ? only(where, DATASET, row.get(DATASET)) : row.get(DATASET);
        return new PromptRow(prompt, truth, Optional.of(RowValues.string(where, DATASET, name)));
    }

    private static Prompt prompt(String where, JsonObject row, int vocabSize) {
        if (RowValues.has(row, "input_ids")) {
            int[] ids = RowValues.ids(where, "input_ids", row.get("input_ids"), vocabSize, false);
            if (ids.length == 0) {
                throw UserError.failed(where + ": input_ids is empty; a prompt needs at least one token");
            }
            return new Prompt.Ids(ids);
        }
        if (RowValues.has(row, "messages")) {
            return chat(where, "messages", row.get("messages"));
        }
        if (!RowValues.has(row, "prompt")) {
            throw UserError.failed(where + ": a row needs messages, prompt or input_ids; it has "
                    + (row.isEmpty() ? "no keys" : Excerpt.of(String.join(", ", row.keySet()))));
        }
        if (row.get("prompt").isJsonArray()) {
            return chat(where, "prompt", row.get("prompt"));
        }
        return new Prompt.Text(RowValues.string(where, "prompt", row.get("prompt")));
    }

    private static Prompt chat(String where, String key, JsonElement value) {
        List<ChatMessage> messages = RowValues.messages(where, key, value);
        int last = messages.size() - 1;
        if (!messages.get(last).isAssistant()) {
            return new Prompt.Chat(messages);
        }
        if (last == 0) {
            throw UserError.failed(where + ": " + key + " has an answer only; a prompt needs a message before it");
        }
        return new Prompt.Chat(messages.subList(0, last));
    }

    private static JsonElement only(String where, String key, JsonElement value) {
        if (value instanceof JsonArray array && array.size() == 1) {
            return array.get(0);
        }
        throw UserError.failed(where + ": " + key + " must have one entry where dataset is a list, not "
                + Excerpt.of(value.toString()) + "; make a row for each verifier");
    }
}
