package dev.smoltulu.trainer.recipe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Values given as text, which win over a recipe file: the flags of a command line. Only who makes them knows how keys are
 * written there.
 *
 * @param texts  each key's value; an empty text means true for a switch, and the word {@code null} takes the file's value
 *               away
 * @param source where they stand, for errors: "the command line"
 * @param names  what a key is called there, for errors
 */
public record Overrides(Map<RecipeKey, String> texts, String source, Function<RecipeKey, String> names) {

    public Overrides {
        texts = new LinkedHashMap<>(texts);
    }
}
