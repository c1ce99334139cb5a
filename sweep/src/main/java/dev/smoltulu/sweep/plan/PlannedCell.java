package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A cell: one run.
 *
 * @param id            name of its run folder; it ends in a hash over all that determines the run
 * @param values        where it stands: axis to value
 * @param recipe        what it is trained by, complete but for output_dir
 * @param steps         optimizer steps
 * @param tokens        tokens of all steps
 * @param trainedTokens those of them that carry loss
 */
public record PlannedCell(
        String id, Map<String, JsonElement> values, JsonObject recipe, long steps, long tokens, long trainedTokens) {

    public PlannedCell {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public double learningRate() {
        return recipe.get(RecipeKey.LEARNING_RATE.key()).getAsDouble();
    }

    public long batchSize() {
        return recipe.get(RecipeKey.BATCH_SIZE.key()).getAsLong();
    }

    public long seed() {
        return recipe.get(RecipeKey.SEED.key()).getAsLong();
    }

    /** The cell for people: {@code learning_rate 0.001, batch_size 8, seed 1}. */
    public String title() {
        StringBuilder title = new StringBuilder();
        values.forEach((key, value) ->
                title.append(key).append(' ').append(text(value)).append(", "));
        return title.append("seed ").append(seed()).toString();
    }

    private static String text(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }
}
