package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.text.Excerpt;
import dev.smoltulu.base.text.KeySuggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The entries of an object in a study file. What has the wrong form is a mistake and counts as missing. */
record Entries(String where, JsonObject json, Mistakes mistakes) {

    /** Mistakes for keys that are none of {@code known}. */
    void only(List<String> known) {
        for (String key : json.keySet()) {
            if (!known.contains(key)) {
                mistakes.add("unknown key '" + key + "' in " + where
                        + KeySuggestion.suggestionFor(key, known)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; it takes " + String.join(", ", known)));
            }
        }
    }

    boolean has(String key) {
        return json.has(key) && !json.get(key).isJsonNull();
    }

    Optional<String> text(String key) {
        return value(key, Entries::isText, "a text that is not empty", JsonElement::getAsString);
    }

    Optional<Boolean> flag(String key) {
        return value(key, JsonValues::isBoolean, "true or false", JsonElement::getAsBoolean);
    }

    Optional<JsonObject> object(String key) {
        return value(key, JsonElement::isJsonObject, "an object", JsonElement::getAsJsonObject);
    }

    /** The elements of a list that has at least one. */
    Optional<List<JsonElement>> list(String key) {
        return value(
                key,
                value -> value.isJsonArray() && !value.getAsJsonArray().isEmpty(),
                "a list that is not empty",
                value -> value.getAsJsonArray().asList());
    }

    /** One of the constants, by its name in lower case. */
    <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(word -> word.name().toLowerCase(Locale.ROOT))
                .toList();
        return value(
                key,
                value -> isText(value) && words.contains(value.getAsString()),
                "one of " + String.join(", ", words),
                value -> type.getEnumConstants()[words.indexOf(value.getAsString())]);
    }

    private <T> Optional<T> value(
            String key, Predicate<JsonElement> fits, String expectation, Function<JsonElement, T> read) {
        if (!has(key)) {
            return Optional.empty();
        }
        JsonElement value = json.get(key);
        if (!fits.test(value)) {
            mistakes.add("'" + key + "' in " + where + " must be " + expectation + ", not " + shown(value));
            return Optional.empty();
        }
        return Optional.of(read.apply(value));
    }

    static boolean isText(JsonElement value) {
        return JsonValues.isString(value) && !value.getAsString().isBlank();
    }

    static boolean isWhole(JsonElement value, long least) {
        return JsonValues.isNumber(value) && value.getAsString().matches("\\d{1,18}") && value.getAsLong() >= least;
    }

    /** As errors show it. */
    static String shown(JsonElement value) {
        return Excerpt.of(value.toString());
    }
}
