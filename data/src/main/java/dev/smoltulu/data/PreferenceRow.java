package dev.smoltulu.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;
import dev.smoltulu.tokenizer.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a row of preference data says: a better and a worse text, each of a kind that finetuning knows too.
 *
 * @param chosen   the better one
 * @param rejected the worse one
 */
record PreferenceRow(SftRow chosen, SftRow rejected) {

    private static final String CHOSEN = "chosen";
    private static final String REJECTED = "rejected";
    private static final String IDS = "_input_ids";
    private static final String LABELS = "_labels";

    /** Whether a row has keys of a pair. */
    static boolean isPair(JsonObject row) {
        return Stream.of(CHOSEN, REJECTED, CHOSEN + IDS, REJECTED + IDS).anyMatch(key -> RowValues.has(row, key));
    }

    /**
     * Reads a row: {@code chosen_input_ids} and {@code rejected_input_ids} with or without their labels, or
     * {@code chosen} and {@code rejected}, both message lists or both strings, with or without {@code prompt}. A
     * message list that begins with an answer goes on from the prompt; any other is the whole conversation.
     *
     * @param where     file and row, for errors
     * @param vocabSize token ids must lie below it
     * @throws UserError when keys are missing or a value has the wrong form
     */
    static PreferenceRow parse(String where, JsonObject row, int vocabSize) {
        if (RowValues.has(row, CHOSEN + IDS) || RowValues.has(row, REJECTED + IDS)) {
            require(where, row, CHOSEN + IDS, REJECTED + IDS);
            return new PreferenceRow(
                    SftRow.ids(where, row, CHOSEN + IDS, CHOSEN + LABELS, vocabSize),
                    SftRow.ids(where, row, REJECTED + IDS, REJECTED + LABELS, vocabSize));
        }
        if (!isPair(row)) {
            throw UserError.failed(where + ": a preference row needs chosen and rejected, or chosen_input_ids and "
                    + "rejected_input_ids; it has "
                    + (row.isEmpty() ? "no keys" : Excerpt.of(String.join(", ", row.keySet()))));
        }
        require(where, row, CHOSEN, REJECTED);
        if (row.get(CHOSEN).isJsonArray() && row.get(REJECTED).isJsonArray()) {
            return new PreferenceRow(conversation(where, row, CHOSEN), conversation(where, row, REJECTED));
        }
        String chosen = RowValues.string(where, CHOSEN, row.get(CHOSEN));
        String rejected = RowValues.string(where, REJECTED, row.get(REJECTED));
        if (!RowValues.has(row, "prompt")) {
            return withoutPrompt(chosen, rejected);
        }
        if (row.get("prompt").isJsonArray()) {
            List<ChatMessage> prompt = RowValues.messages(where, "prompt", row.get("prompt"));
            return new PreferenceRow(
                    answered(prompt, List.of(new ChatMessage("assistant", chosen))),
                    answered(prompt, List.of(new ChatMessage("assistant", rejected))));
        }
        String prompt = RowValues.string(where, "prompt", row.get("prompt"));
        return new PreferenceRow(
                new SftRow.PromptCompletion(prompt, chosen), new SftRow.PromptCompletion(prompt, rejected));
    }

    private static void require(String where, JsonObject row, String... keys) {
        for (String key : keys) {
            if (!RowValues.has(row, key)) {
                throw UserError.failed(
                        where + ": " + key + " is missing; " + String.join(" and ", keys) + " belong together");
            }
        }
    }

    private static SftRow conversation(String where, JsonObject row, String side) {
        List<ChatMessage> messages = RowValues.messages(where, side, row.get(side));
        boolean continues = messages.get(0).role().equals("assistant") && RowValues.has(row, "prompt");
        if (!continues) {
            return new SftRow.Chat(messages, 0);
        }
        JsonElement prompt = row.get("prompt");
        return answered(
                prompt.isJsonArray()
                        ? RowValues.messages(where, "prompt", prompt)
                        : List.of(new ChatMessage("user", RowValues.string(where, "prompt", prompt))),
                messages);
    }

    private static SftRow answered(List<ChatMessage> prompt, List<ChatMessage> answer) {
        List<ChatMessage> messages = new ArrayList<>(prompt);
        messages.addAll(answer);
        return new SftRow.Chat(List.copyOf(messages), 0);
    }

    /** What both texts begin with, up to the end of a word, is the prompt. */
    private static PreferenceRow withoutPrompt(String chosen, String rejected) {
        int shared = 0;
        int shorter = Math.min(chosen.length(), rejected.length());
        while (shared < shorter && chosen.charAt(shared) == rejected.charAt(shared)) {
            shared++;
        }
        while (shared > 0 && !Character.isWhitespace(chosen.charAt(shared - 1))) {
            shared--;
        }
        while (shared > 0 && chosen.charAt(shared - 1) == ' ') {
            shared--; // tokenizers write a space with the word after it
        }
        return new PreferenceRow(
                new SftRow.PromptCompletion(chosen.substring(0, shared), chosen.substring(shared)),
                new SftRow.PromptCompletion(rejected.substring(0, shared), rejected.substring(shared)));
    }
}
