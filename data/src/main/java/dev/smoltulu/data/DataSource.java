package dev.smoltulu.data;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One entry of the recipe's {@code data}: a file or a folder of files, and how much of it is used. Without
 * {@code weight} and {@code rows} every row is used once. {@code weight} is a fraction of the source's own rows (as in
 * open-instruct's mixer): 0.5 takes half of them, 2.0 each twice. {@code rows} is a count; more than there are repeats
 * them. Which rows a part takes is drawn by the run's seed; they keep their order.
 *
 * @param path   file (.jsonl, .json, .parquet) or folder
 * @param weight fraction of the rows, positive
 * @param rows   number of rows, positive; not together with {@code weight}
 */
public record DataSource(Path path, OptionalDouble weight, OptionalInt rows) {

    private static final Set<String> KEYS = Set.of("path", "weight", "rows");

    /** Every row of {@code path}, once. */
    public static DataSource whole(Path path) {
        return new DataSource(path, OptionalDouble.empty(), OptionalInt.empty());
    }

    /**
     * Reads the value of a recipe key: a path, or a list of paths and {@code {"path", "weight" or "rows"}}.
     *
     * @param key name of the recipe key, for errors
     * @throws UserError (usage) when the value has another form
     */
    public static List<DataSource> parse(String key, JsonElement value) {
        if (value == null || value.isJsonNull()) {
            throw UserError.usage(key + ": missing; give a .jsonl, .json or .parquet file");
        }
        if (!value.isJsonArray()) {
            return List.of(parseOne(key, value));
        }
        List<DataSource> sources = new ArrayList<>();
        for (JsonElement element : value.getAsJsonArray()) {
            sources.add(parseOne(key + "[" + sources.size() + "]", element));
        }
        if (sources.isEmpty()) {
            throw UserError.usage(key + ": the list is empty; give at least one file");
        }
        return List.copyOf(sources);
    }

    private static DataSource parseOne(String key, JsonElement value) {
        if (isString(value)) {
            return whole(path(key, value));
        }
        if (!value.isJsonObject()) {
            throw UserError.usage(key + ": must be a path or {\"path\", \"weight\" or \"rows\"}, not " + value);
        }
        JsonObject object = value.getAsJsonObject();
        for (String name : object.keySet()) {
            if (!KEYS.contains(name)) {
                throw UserError.usage(key + ": unknown key \"" + name + "\"; it takes path, weight and rows");
            }
        }
        if (!isString(object.get("path"))) {
            throw UserError.usage(key + ".path: must be the path of a file");
        }
        if (object.has("weight") && object.has("rows")) {
            throw UserError.usage(key + ": give weight or rows, not both");
        }
        OptionalDouble weight = OptionalDouble.empty();
        OptionalInt rows = OptionalInt.empty();
        if (object.has("weight")) {
            double number = number(key + ".weight", object.get("weight"));
            if (!(number > 0 && number <= 1e6)) {
                throw UserError.usage(key + ".weight: " + object.get("weight") + " must be above 0 (1 = every row)");
            }
            weight = OptionalDouble.of(number);
        }
        if (object.has("rows")) {
            double number = number(key + ".rows", object.get("rows"));
            if (number < 1 || number > Integer.MAX_VALUE || number != Math.rint(number)) {
                throw UserError.usage(key + ".rows: " + object.get("rows") + " must be a whole number, at least 1");
            }
            rows = OptionalInt.of((int) number);
        }
        return new DataSource(path(key + ".path", object.get("path")), weight, rows);
    }

    private static boolean isString(JsonElement value) {
        return value != null
                && value.isJsonPrimitive()
                && value.getAsJsonPrimitive().isString();
    }

    private static Path path(String key, JsonElement value) {
        try {
            if (!value.getAsString().isBlank()) {
                return Path.of(value.getAsString());
            }
        } catch (InvalidPathException e) {
            throw UserError.usage(key + ": \"" + value.getAsString() + "\" is not a path (" + e.getReason() + ")");
        }
        throw UserError.usage(key + ": the path is empty");
    }

    private static double number(String key, JsonElement value) {
        if (value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber()) {
            return value.getAsDouble();
        }
        throw UserError.usage(key + ": must be a number, not " + value);
    }

    /** How many rows of {@code available} this entry uses. */
    long wanted(long available) {
        if (rows.isPresent()) {
            return rows.getAsInt();
        }
        return weight.isPresent() ? Math.max(1, Math.round(weight.getAsDouble() * available)) : available;
    }

    /** Whether every row is used exactly once, so that nothing need be counted or drawn. */
    boolean isWhole() {
        return weight.isEmpty() && rows.isEmpty();
    }
}
