package dev.smoltulu.base.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a JSON value is, if it has the wanted form. Readers of files add the place and the error: an empty result means
 * that the value is missing ({@code null}) or has another form.
 */
public final class JsonValues {

    private JsonValues() {}

    /** A string. */
    public static Optional<String> string(JsonElement value) {
        return isString(value) ? Optional.of(value.getAsString()) : Optional.empty();
    }

    /** The strings of an array in which there is nothing else. */
    public static Optional<List<String>> strings(JsonElement value) {
        if (!(value instanceof JsonArray array)) {
            return Optional.empty();
        }
        List<String> strings = new ArrayList<>(array.size());
        for (JsonElement element : array) {
            if (!isString(element)) {
                return Optional.empty();
            }
            strings.add(element.getAsString());
        }
        return Optional.of(strings);
    }

    /** A whole number of at least {@code minimum}; 5.0 is one too. */
    public static OptionalInt whole(JsonElement value, int minimum) {
        if (isNumber(value)) {
            double number = value.getAsDouble();
            if (number >= minimum && number <= Integer.MAX_VALUE && number == Math.rint(number)) {
                return OptionalInt.of((int) number);
            }
        }
        return OptionalInt.empty();
    }

    /** The objects of an array in which there is nothing else. */
    public static Optional<List<JsonObject>> objects(JsonElement value) {
        if (!(value instanceof JsonArray array)) {
            return Optional.empty();
        }
        List<JsonObject> objects = new ArrayList<>(array.size());
        for (JsonElement element : array) {
            if (!(element instanceof JsonObject object)) {
                return Optional.empty();
            }
            objects.add(object);
        }
        return Optional.of(objects);
    }

    public static boolean isString(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isString();
    }

    public static boolean isNumber(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isNumber();
    }

    public static boolean isBoolean(JsonElement value) {
        return value instanceof JsonPrimitive primitive && primitive.isBoolean();
    }
}
