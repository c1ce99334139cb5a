package dev.smoltulu.trainer.recipe;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.ShortestDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A complete, checked, immutable description of a run: a value for each key; {@link #config} has them typed. */
public final class Recipe {

    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private final Objective objective;
    private final Map<RecipeKey, Object> values;
    private final TrainingConfig config;

    Recipe(Objective objective, Map<RecipeKey, Object> values) {
        this.objective = objective;
        this.values = Collections.unmodifiableMap(new EnumMap<>(values));
        this.config = objective.config(values);
    }

    /**
     * Reads a recipe: overrides win over the file, the file over the objective's defaults.
     *
     * @param file JSON object with comments; empty when everything comes by overrides
     * @throws dev.smoltulu.base.UserError usage, for an unknown key, a missing one, a wrong type or range, or keys that
     *                                contradict each other
     */
    public static Recipe parse(Objective objective, Optional<Path> file, Overrides overrides) {
        return RecipeReader.read(objective, file, overrides);
    }

    /**
     * Reads a recipe file.
     *
     * @throws dev.smoltulu.base.UserError usage, as {@link #parse}
     */
    public static Recipe read(Objective objective, Path file) {
        return of(objective, entries(file), file.toString());
    }

    /**
     * Puts a recipe together from entries.
     *
     * @param source where they stand, for errors
     * @throws dev.smoltulu.base.UserError usage, as {@link #parse}
     */
    public static Recipe of(Objective objective, Map<String, JsonElement> entries, String source) {
        return RecipeReader.read(objective, entries, source);
    }

    /**
     * The entries of a recipe file as they stand there.
     *
     * @throws dev.smoltulu.base.UserError usage, when it is not a JSON object with each key once
     */
    public static Map<String, JsonElement> entries(Path file) {
        return RecipeFile.read(file);
    }

    /** What is wrong with each entry by itself, a line each: unknown keys, wrong types, values out of range. */
    public static List<String> mistakes(Objective objective, Map<String, JsonElement> entries, String source) {
        return RecipeReader.mistakes(objective, entries, source);
    }

    public Objective objective() {
        return objective;
    }

    /** Its values, typed. */
    public TrainingConfig config() {
        return config;
    }

    /** Its values, as the configuration of its objective. */
    public <C extends TrainingConfig> C config(Class<C> type) {
        return type.cast(config);
    }

    /** The keys whose values differ between two recipes, in table order: what a resumed run would change. */
    public List<RecipeKey> differences(Recipe other) {
        return objective.keys().stream()
                .filter(key -> !Objects.equals(values.get(key), other.values.get(key)))
                .toList();
    }

    /** All keys of the objective in table order, absent ones as null; reading it back gives an equal recipe. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject();
        objective.keys().forEach(key -> json.add(key.key(), element(values.get(key))));
        return json;
    }

    /** Writes {@link #toJson} to {@code file}: whole or not at all. */
    public void writeTo(Path file) {
        AtomicFile.write(file, (JSON.toJson(toJson()) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static JsonElement element(Object value) {
        if (value == null) {
            return JsonNull.INSTANCE;
        }
        if (value instanceof JsonElement element) {
            return element.deepCopy();
        }
        if (value instanceof Double number) {
            return new JsonPrimitive(ShortestDecimal.of(number));
        }
        if (value instanceof Long number) {
            return new JsonPrimitive(number);
        }
        if (value instanceof Enum<?> constant) {
            return new JsonPrimitive(ValueType.Choice.word(constant));
        }
        return value instanceof Boolean bool ? new JsonPrimitive(bool) : new JsonPrimitive((String) value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Recipe recipe && objective == recipe.objective && values.equals(recipe.values);
    }

    @Override
    public int hashCode() {
        return Objects.hash(objective, values);
    }

    @Override
    public String toString() {
        return objective.verb() + " " + toJson();
    }
}
