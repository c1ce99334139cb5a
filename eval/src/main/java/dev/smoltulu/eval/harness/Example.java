package dev.smoltulu.eval.harness;

import com.google.gson.JsonObject;
import dev.smoltulu.eval.data.DataRow;
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

    /** Whether both ask the same and have the same answer, wherever they come from. */
    boolean asks(Example other) {
        return query.equals(other.query) && gold == other.gold && choices.equals(other.choices);
    }

    /** What a task's rows mean. */
    @FunctionalInterface
    public interface Reader {

        /**
         * Makes an example of a row.
         *
         * @param index the row's place in its split, from 0
         * @throws dev.smoltulu.base.UserError naming file, row and key where the row is not one of the task's
         */
        Example read(int index, DataRow row);
    }
}
