package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.json.ShortestDecimal;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All points of a study: the product of its axes, the first axis slowest, then the cells named one by one. */
final class Grid {

    private static final int MAX_POINTS = 100_000;
    private static final String LEARNING_RATE = RecipeKey.LEARNING_RATE.key();
    private static final String BATCH_SIZE = RecipeKey.BATCH_SIZE.key();
    /** A product of two decimals should not end in ...0000001. */
    private static final MathContext DIGITS = new MathContext(12);

    private final Mistakes mistakes;
    private final String where;

    Grid(String where, Mistakes mistakes) {
        this.where = where;
        this.mistakes = mistakes;
    }

    /** What is varied, each name once: the keys of the axes, then those that only single cells set. */
    static List<String> names(List<Axis> axes, List<JsonObject> cells) {
        Set<String> names = new LinkedHashSet<>();
        axes.forEach(axis -> axis.options().forEach(option -> names.addAll(option.keySet())));
        cells.forEach(cell -> names.addAll(cell.keySet()));
        return List.copyOf(names);
    }

    /** The points; a ratio takes its batch size from the point, or else from {@code batchSize}. */
    List<Study.Point> points(List<Axis> axes, List<JsonObject> cells, Optional<JsonElement> batchSize) {
        List<Map<String, JsonElement>> all = new ArrayList<>(axes.isEmpty() ? List.of() : List.of(Map.of()));
        for (Axis axis : axes) {
            if ((long) all.size() * axis.options().size() > MAX_POINTS) {
                mistakes.add(where + " has more than " + MAX_POINTS + " cells; leave out axes or values");
                return List.of();
            }
            List<Map<String, JsonElement>> wider = new ArrayList<>();
            for (Map<String, JsonElement> point : all) {
                axis.options().forEach(option -> wider.add(merged(axis, point, option)));
            }
            all = wider;
        }
        List<Study.Point> points = new ArrayList<>();
        all.forEach(point -> resolved(point, batchSize).ifPresent(points::add));
        cells.forEach(cell -> resolved(cell.asMap(), batchSize).ifPresent(points::add));
        return points;
    }

    private Map<String, JsonElement> merged(
            Axis axis, Map<String, JsonElement> point, Map<String, JsonElement> option) {
        Map<String, JsonElement> merged = new LinkedHashMap<>(point);
        option.forEach((key, value) -> {
            if (merged.put(key, value) != null) {
                mistakes.add(
                        "axis '" + axis.name() + "' in " + where + " sets '" + key + "', which another axis sets too");
            }
        });
        return merged;
    }

    private Optional<Study.Point> resolved(Map<String, JsonElement> point, Optional<JsonElement> batchSize) {
        Map<String, JsonElement> entries = new LinkedHashMap<>(point);
        JsonElement ratio = entries.remove(AxisReader.RATIO);
        if (ratio == null) {
            return Optional.of(new Study.Point(entries, null));
        }
        if (entries.containsKey(LEARNING_RATE) && entries.containsKey(BATCH_SIZE)) {
            mistakes.add("learning_rate, batch_size and lr_bs_ratio are all set in " + where
                    + "; the third follows from two: leave one out");
            return Optional.empty();
        }
        if (entries.containsKey(LEARNING_RATE)) {
            return withBatchSize(entries, ratio);
        }
        JsonElement size = entries.containsKey(BATCH_SIZE) ? entries.get(BATCH_SIZE) : batchSize.orElse(null);
        if (size == null) {
            mistakes.add("lr_bs_ratio in " + where + " needs a batch size; give batch_size in 'recipe' or as an axis");
            return Optional.empty();
        }
        if (!JsonValues.isNumber(size) || !JsonValues.isNumber(ratio)) {
            return Optional.empty();
        }
        double rate = ratio.getAsDouble() * size.getAsDouble();
        entries.put(
                LEARNING_RATE,
                new JsonPrimitive(
                        ShortestDecimal.of(new BigDecimal(rate).round(DIGITS).doubleValue())));
        return Optional.of(new Study.Point(entries, ratio));
    }

    private Optional<Study.Point> withBatchSize(Map<String, JsonElement> entries, JsonElement ratio) {
        if (!JsonValues.isNumber(entries.get(LEARNING_RATE)) || !JsonValues.isNumber(ratio)) {
            return Optional.empty();
        }
        double size = entries.get(LEARNING_RATE).getAsDouble() / ratio.getAsDouble();
        double whole = Math.rint(size);
        if (whole < 1 || whole > Integer.MAX_VALUE || Math.abs(size - whole) > 1e-9 * whole) {
            mistakes.add("learning_rate " + entries.get(LEARNING_RATE) + " at lr_bs_ratio " + ratio + " in " + where
                    + " needs a batch size of " + ShortestDecimal.of((float) size) + ", which is no whole number");
            return Optional.empty();
        }
        entries.put(BATCH_SIZE, new JsonPrimitive((long) whole));
        return Optional.of(new Study.Point(entries, ratio));
    }

    /**
     * One direction of the grid.
     *
     * @param name    a recipe key, {@code lr_bs_ratio}, or what the user calls keys that change together
     * @param options its points: what each sets, by recipe key
     */
    record Axis(String name, List<Map<String, JsonElement>> options) {

        Axis {
            options = List.copyOf(options);
        }
    }
}
