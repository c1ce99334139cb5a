package dev.smoltulu.eval.harness;

import com.google.gson.JsonObject;
import java.util.List;

/**
 * A document as a prompt needs it.
 *
 * @param index   its place in its split, from 0
 * @param doc     the row in its Hugging Face form
 * @param query   the question, without the answer
 * @param choices the answers to choose from, without the space before them; the right text alone where the model
 *                writes the answer
 * @param gold    index of the right choice
 */
public record Example(int index, JsonObject doc, String query, List<String> choices, int gold) {

    public Example {
        choices = List.copyOf(choices);
        if (gold < 0 || gold >= choices.size()) {
            throw new IllegalArgumentException("choice " + gold + " of " + choices.size());
        }
    }

    /** The text of the right answer. */
    public String answer() {
        return choices.get(gold);
    }

    /** Whether both ask the same and have the same answer, wherever they stand. */
    boolean asks(Example other) {
        return query.equals(other.query) && gold == other.gold && choices.equals(other.choices);
    }
}
