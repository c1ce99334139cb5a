package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.ShortestDecimal;
import dev.smoltulu.sweep.study.Study;
import dev.smoltulu.trainer.recipe.Recipe;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The coordinates of cells, and what their folders are called. */
final class CellNames {

    private static final Map<String, String> SHORT =
            Map.of("learning_rate", "lr", "batch_size", "bs", "lr_bs_ratio", "ratio");
    private static final int MAX_VALUE_LENGTH = 16;
    private static final int MAX_NAME_LENGTH = 80;
    private static final int HASH_DIGITS = 12;
    private static final MathContext DIGITS = new MathContext(12);

    private final List<String> axes;

    CellNames(List<String> axes) {
        this.axes = axes;
    }

    Map<String, JsonElement> values(Recipe recipe, Study.Point point) {
        JsonObject resolved = recipe.toJson();
        Map<String, JsonElement> values = new LinkedHashMap<>();
        for (String axis : axes) {
            values.put(axis, resolved.has(axis) ? resolved.get(axis) : ratio(recipe, point));
        }
        return values;
    }

    /** As the study gives it, or as learning rate and batch size make it. */
    private static JsonElement ratio(Recipe recipe, Study.Point point) {
        if (point.ratio() != null) {
            return point.ratio();
        }
        double ratio = recipe.config().schedule().learningRate()
                / recipe.config().steps().batchSize();
        return new JsonPrimitive(
                ShortestDecimal.of(new BigDecimal(ratio).round(DIGITS).doubleValue()));
    }

    /** {@code lr0.001-bs8-seed1-3f2a91c0aa01}. */
    String id(Map<String, JsonElement> values, Recipe recipe, String hash) {
        StringBuilder name = new StringBuilder();
        values.forEach((axis, value) ->
                name.append(SHORT.getOrDefault(axis, axis)).append(text(value)).append('-'));
        name.append("seed").append(recipe.config().steps().seed());
        return name.substring(0, Math.min(name.length(), MAX_NAME_LENGTH)) + "-" + hash.substring(0, HASH_DIGITS);
    }

    private static String text(JsonElement value) {
        String text =
                value instanceof JsonNull ? "none" : value.isJsonPrimitive() ? value.getAsString() : value.toString();
        String plain = text.replaceAll("[^A-Za-z0-9.+-]+", "_");
        return plain.substring(Math.max(0, plain.length() - MAX_VALUE_LENGTH));
    }
}
