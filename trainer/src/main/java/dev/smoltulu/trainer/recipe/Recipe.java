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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A complete, checked, immutable description of a run. */
public final class Recipe {

    private static final Gson JSON = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    private final Objective objective;
    private final Map<RecipeKey, Object> values;

    Recipe(Objective objective, Map<RecipeKey, Object> values) {
        this.objective = objective;
        this.values = Collections.unmodifiableMap(new EnumMap<>(values));
    }

    /**
     * Reads a recipe: flags win over the file, the file over the objective's defaults.
     *
     * @param file  JSON object with comments; empty when everything comes by flags
     * @param flags flag name without dashes in kebab case to its text; an empty text means true for a switch, and
     *              {@code null} as a word takes the file's value away
     * @throws dev.smoltulu.base.UserError usage, for an unknown key or flag, a missing one, a wrong type or range, or keys
     *                                that contradict each other
     */
    public static Recipe parse(Objective objective, Optional<Path> file, Map<String, String> flags) {
        return RecipeReader.read(objective, file, flags);
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

    /** The text of a text, choice or device key. */
    public String text(RecipeKey key) {
        return (String) required(key);
    }

    /** A choice as the constant of {@code type} with its name in upper case. */
    public <E extends Enum<E>> E choice(RecipeKey key, Class<E> type) {
        return Enum.valueOf(type, text(key).toUpperCase(Locale.ROOT));
    }

    /** The text of a key that may be absent. */
    public Optional<String> optionalText(RecipeKey key) {
        return Optional.ofNullable((String) values.get(key));
    }

    public long whole(RecipeKey key) {
        return (Long) required(key);
    }

    public double number(RecipeKey key) {
        return (Double) required(key);
    }

    public boolean isOn(RecipeKey key) {
        return (Boolean) required(key);
    }

    public OptionalLong optionalWhole(RecipeKey key) {
        Long value = (Long) values.get(key);
        return value == null ? OptionalLong.empty() : OptionalLong.of(value);
    }

    public OptionalDouble optionalNumber(RecipeKey key) {
        Double value = (Double) values.get(key);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** The seed that draws which rows a weight or a number of rows takes: data_seed, or the run's own. */
    public long dataSeed() {
        return optionalWhole(RecipeKey.DATA_SEED).orElseGet(() -> whole(RecipeKey.SEED));
    }

    /** The rows to read as they stand in the recipe; empty when the key is absent. */
    public Optional<JsonElement> data(RecipeKey key) {
        return Optional.ofNullable((JsonElement) values.get(key)).map(JsonElement::deepCopy);
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
        return value instanceof Boolean bool ? new JsonPrimitive(bool) : new JsonPrimitive((String) value);
    }

    private Object required(RecipeKey key) {
        Object value = values.get(key);
        if (value == null) {
            throw new IllegalStateException("recipe has no " + key.key());
        }
        return value;
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
