package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.json.ShortestDecimal;
import dev.smoltulu.base.text.KeySuggestion;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads {@code axes}: for each key a list of values, a range, or a list of objects whose keys change together. */
final class AxisReader {

    /** Learning rate divided by batch size; no key of a recipe, but what one of the two can be made from. */
    static final String RATIO = "lr_bs_ratio";

    private static final String LOG_RANGE = "log_range";
    private static final String RANGE = "range";
    private static final String POINTS = "points";
    private static final int MAX_POINTS = 1000;
    /** Points of a range are made, so they need not have more digits than anyone wants to read. */
    private static final MathContext DIGITS = new MathContext(3);

    private final Objective objective;
    private final String where;
    private final Mistakes mistakes;

    AxisReader(Objective objective, String where, Mistakes mistakes) {
        this.objective = objective;
        this.where = where;
        this.mistakes = mistakes;
    }

    List<Grid.Axis> read(JsonObject axes) {
        List<Grid.Axis> found = new ArrayList<>();
        axes.entrySet().forEach(entry -> axis(entry.getKey(), entry.getValue()).ifPresent(found::add));
        return found;
    }

    private Optional<Grid.Axis> axis(String name, JsonElement value) {
        boolean single = name.equals(RATIO) || keys().contains(name);
        boolean group = !single
                && value.isJsonArray()
                && !value.getAsJsonArray().isEmpty()
                && value.getAsJsonArray().asList().stream().allMatch(JsonElement::isJsonObject);
        if (!single && !group) {
            mistakes.add(unknown(name));
            return Optional.empty();
        }
        List<Map<String, JsonElement>> options = new ArrayList<>();
        if (group) {
            value.getAsJsonArray()
                    .forEach(option -> options.add(option.getAsJsonObject().asMap()));
        } else {
            values(name, value).forEach(one -> options.add(Map.of(name, one)));
        }
        options.forEach(option -> option.forEach(this::check));
        Set<Object> seen = new HashSet<>();
        options.stream()
                .filter(option -> !seen.add(option))
                .forEach(twice -> mistakes.add(
                        "axis '" + name + "' in " + where + " has " + Entries.shown(first(twice)) + " twice"));
        return options.isEmpty() ? Optional.empty() : Optional.of(new Grid.Axis(name, options));
    }

    /** Mistakes in what one point sets. */
    void check(String key, JsonElement value) {
        if (key.equals(RATIO)) {
            if (!JsonValues.isNumber(value) || !(value.getAsDouble() > 0)) {
                mistakes.add("'" + RATIO + "' in " + where + " must be a number above 0, not " + Entries.shown(value));
            }
            return;
        }
        if (key.equals(RecipeKey.SEED.key())) {
            mistakes.add("'seed' in " + where + " cannot be an axis; list the seeds in 'seeds'");
            return;
        }
        if (key.equals(RecipeKey.OUTPUT_DIR.key())) {
            mistakes.add("'output_dir' in " + where + " cannot be an axis; each cell has a folder of its own");
            return;
        }
        if (!keys().contains(key)) {
            mistakes.add(unknown(key));
            return;
        }
        if (value.isJsonNull()) {
            return;
        }
        Map<String, JsonElement> entry = new LinkedHashMap<>();
        entry.put(key, value);
        mistakes.addAll(Recipe.mistakes(objective, entry, where));
    }

    private List<String> keys() {
        return objective.keys().stream().map(RecipeKey::key).toList();
    }

    private String unknown(String name) {
        List<String> known = Stream.concat(keys().stream(), Stream.of(RATIO)).toList();
        return "axis '" + name + "' in " + where + " is no key of a recipe for " + objective.verb()
                + KeySuggestion.suggestionFor(name, known)
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; smoltulu " + objective.verb() + " `help` lists the keys");
    }

    private static JsonElement first(Map<String, JsonElement> option) {
        return option.values().iterator().next();
    }

    private List<JsonElement> values(String name, JsonElement value) {
        if (value.isJsonObject() && !isRowsKey(name)) {
            return range(name, new Entries("axis '" + name + "' in " + where, value.getAsJsonObject(), mistakes));
        }
        if (!value.isJsonArray() || value.getAsJsonArray().isEmpty()) {
            mistakes.add("axis '" + name + "' in " + where + " must be a list of values or a range such as "
                    + "{\"log_range\": [1e-5, 1e-3], \"points\": 5}, not " + Entries.shown(value));
            return List.of();
        }
        return value.getAsJsonArray().asList();
    }

    private static boolean isRowsKey(String name) {
        return RecipeKey.ofKey(name).filter(RecipeKey::namesRows).isPresent();
    }

    private List<JsonElement> range(String name, Entries range) {
        range.only(List.of(LOG_RANGE, RANGE, POINTS));
        boolean log = range.has(LOG_RANGE);
        List<JsonElement> ends = range.list(log ? LOG_RANGE : RANGE).orElse(List.of());
        JsonElement points = range.json().get(POINTS);
        boolean fits = log != range.has(RANGE)
                && ends.size() == 2
                && ends.stream().allMatch(JsonValues::isNumber)
                && points != null
                && Entries.isWhole(points, 2)
                && points.getAsLong() <= MAX_POINTS;
        double from = fits ? ends.get(0).getAsDouble() : 0;
        double to = fits ? ends.get(1).getAsDouble() : 0;
        if (!fits || log && (from <= 0 || to <= 0)) {
            mistakes.add(range.where() + " must be {\"log_range\": [A, B], \"points\": N} with A and B above 0, or "
                    + "{\"range\": [A, B], \"points\": N}, with N from 2 to " + MAX_POINTS);
            return List.of();
        }
        boolean whole = RecipeKey.ofKey(name).filter(RecipeKey::isWhole).isPresent();
        List<JsonElement> values = new ArrayList<>();
        int count = points.getAsInt();
        for (int i = 0; i < count; i++) {
            double share = (double) i / (count - 1);
            double at = log ? from * Math.pow(to / from, share) : from + share * (to - from);
            values.add(whole ? new JsonPrimitive(Math.round(at)) : new JsonPrimitive(rounded(at)));
        }
        return values;
    }

    private static BigDecimal rounded(double value) {
        return ShortestDecimal.of(new BigDecimal(value).round(DIGITS).doubleValue());
    }
}
