package dev.smoltulu.trainer.recipe;

import java.util.HashMap;
import java.util.Map;

/** Overrides as a command line makes them. */
final class Overriding {

    private Overriding() {}

    /** @param values by the keys' names */
    static Overrides by(Map<String, String> values) {
        Map<RecipeKey, String> texts = new HashMap<>();
        values.forEach((name, text) -> texts.put(RecipeKey.ofKey(name).orElseThrow(), text));
        return new Overrides(texts, "the command line", key -> "--" + key.key());
    }
}
