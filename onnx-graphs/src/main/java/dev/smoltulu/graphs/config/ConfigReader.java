package dev.smoltulu.graphs.config;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Typed access to the keys of a JSON object; a key that is {@code null} counts as absent, as in transformers.
 * Every error names the file and the key.
 */
final class ConfigReader {

    private final JsonObject object;
    private final String where;
    private final String prefix;

    ConfigReader(JsonObject object, String where) {
        this(object, where, "");
    }

    private ConfigReader(JsonObject object, String where, String prefix) {
        this.object = object;
        this.where = where;
        this.prefix = prefix;
    }

    boolean has(String key) {
        return find(key).isPresent();
    }

    /** A required whole number of at least one. */
    int size(String key) {
        return positive(key, required(key));
    }

    int sizeOr(String key, int fallback) {
        return find(key).map(value -> positive(key, value)).orElse(fallback);
    }

    Optional<Integer> integer(String key) {
        return find(key).map(value -> integer(key, value));
    }

    /** A whole number or a list of them; empty when absent. */
    List<Integer> integers(String key) {
        Optional<JsonElement> value = find(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof JsonArray array)) {
            return List.of(integer(key, value.get()));
        }
        List<Integer> numbers = new ArrayList<>();
        for (JsonElement element : array) {
            numbers.add(integer(key, element));
        }
        return List.copyOf(numbers);
    }

    /** A required number above zero. */
    double positiveNumber(String key) {
        return positiveNumber(key, required(key));
    }

    double positiveNumberOr(String key, double fallback) {
        return find(key).map(value -> positiveNumber(key, value)).orElse(fallback);
    }

    double numberOr(String key, double fallback) {
        return find(key).map(value -> number(key, value)).orElse(fallback);
    }

    boolean flag(String key) {
        Optional<JsonElement> value = find(key);
        if (value.isEmpty()) {
            return false;
        }
        if (value.get() instanceof JsonPrimitive primitive && primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        throw wrongType(key, "true or false", value.get());
    }

    Optional<String> text(String key) {
        return find(key).map(value -> text(key, value));
    }

    List<String> texts(String key) {
        Optional<JsonElement> value = find(key);
        if (value.isEmpty()) {
            return List.of();
        }
        if (!(value.get() instanceof JsonArray array)) {
            throw wrongType(key, "a list of strings", value.get());
        }
        List<String> texts = new ArrayList<>();
        for (JsonElement element : array) {
            texts.add(text(key, element));
        }
        return List.copyOf(texts);
    }

    Optional<ConfigReader> object(String key) {
        Optional<JsonElement> value = find(key);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() instanceof JsonObject inner) {
            return Optional.of(new ConfigReader(inner, where, prefix + key + "."));
        }
        throw wrongType(key, "an object", value.get());
    }

    /** Number of keys. */
    int keys() {
        return object.size();
    }

    UserError missing(String key) {
        return UserError.failed(where + ": key '" + prefix + key + "' is missing");
    }

    UserError unsupported(String key, Object found, String supported) {
        return UserError.failed(where + ": " + prefix + key + " " + found + " is not supported, " + supported);
    }

    UserError wrong(String key, String complaint) {
        return UserError.failed(where + ": " + prefix + key + " " + complaint);
    }

    private Optional<JsonElement> find(String key) {
        return Optional.ofNullable(object.get(key)).filter(value -> !value.isJsonNull());
    }

    private JsonElement required(String key) {
        return find(key).orElseThrow(() -> missing(key));
    }

    private int positive(String key, JsonElement value) {
        int number = integer(key, value);
        if (number <= 0) {
            throw wrong(key, "must be at least 1, found " + number);
        }
        return number;
    }

    private int integer(String key, JsonElement value) {
        try {
            return decimal(key, "a whole number", value).intValueExact();
        } catch (ArithmeticException e) {
            throw wrongType(key, "a whole number below 2^31", value);
        }
    }

    private double positiveNumber(String key, JsonElement value) {
        double number = number(key, value);
        if (!(number > 0)) {
            throw wrong(key, "must be above 0, found " + value);
        }
        return number;
    }

    private double number(String key, JsonElement value) {
        double number = decimal(key, "a number", value).doubleValue();
        if (Double.isInfinite(number)) {
            throw wrong(key, "is too large, found " + value);
        }
        return number;
    }

    private BigDecimal decimal(String key, String expected, JsonElement value) {
        if (!(value instanceof JsonPrimitive primitive) || !primitive.isNumber()) {
            throw wrongType(key, expected, value);
        }
        try {
            BigDecimal decimal = new BigDecimal(primitive.getAsString());
            // intValueExact of 1e999999999 would build a number of a billion digits.
            if (Math.abs((long) decimal.scale()) > 400) {
                throw wrongType(key, expected, value);
            }
            return decimal;
        } catch (NumberFormatException e) {
            throw wrongType(key, expected, value);
        }
    }

    private String text(String key, JsonElement value) {
        if (value instanceof JsonPrimitive primitive && primitive.isString()) {
            return primitive.getAsString();
        }
        throw wrongType(key, "a string", value);
    }

    private UserError wrongType(String key, String expected, JsonElement found) {
        String shown = found.toString();
        return wrong(key, "must be " + expected + ", found " + Excerpt.of(shown, 80));
    }
}
