package dev.smoltulu.base.json;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonPrimitive;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** How the files write JSON: UTF-8 as it is, null where there is no value, shortest decimals. */
public final class Json {

    private static final Gson COMPACT =
            new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    private static final Gson PRETTY = COMPACT.newBuilder().setPrettyPrinting().create();

    private Json() {}

    /** A number; null where it is not finite, for JSON has no way to write it. */
    public static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(ShortestDecimal.of(value)) : JsonNull.INSTANCE;
    }

    /** On several lines, two spaces deeper for each level. */
    public static String pretty(JsonElement element) {
        return PRETTY.toJson(element);
    }

    /** On one line, without its end. */
    public static String compact(JsonElement element) {
        return COMPACT.toJson(element);
    }

    /** One line with its end. */
    public static ByteBuffer line(JsonElement element) {
        return StandardCharsets.UTF_8.encode(compact(element) + "\n");
    }
}
