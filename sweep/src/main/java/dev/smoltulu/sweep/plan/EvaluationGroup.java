package dev.smoltulu.sweep.plan;

import java.util.List;

/**
 * Tasks that are asked in the same way: one command of {@code smoltulu eval} for each cell.
 *
 * @param hash      over all that determines the numbers but the model; names the folder of results
 * @param words     the command's flags but {@code --model} and {@code --output}
 * @param documents asked for each cell
 */
public record EvaluationGroup(String hash, List<String> words, int documents) {

    public EvaluationGroup {
        words = List.copyOf(words);
    }
}
