package dev.smoltulu.base.python;

import com.google.gson.JsonPrimitive;
import java.util.Iterator;
import java.util.Map;

/** JSON as Python's {@code json.dumps(value, ensure_ascii=False, indent=...)} writes it: {@code ", "}, {@code ": "}. */
public final class PythonJson {

    private static final int MAX_DEPTH = 100;

    private PythonJson() {}

    /** {@code indent} spaces a level, each item on its own line; negative for one line. */
    public static String write(Object value, int indent) {
        StringBuilder json = new StringBuilder();
        write(value, indent, 0, json);
        return json.toString();
    }

    private static void write(Object value, int indent, int depth, StringBuilder json) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("tojson: the value is nested deeper than " + MAX_DEPTH);
        }
        if (value == null) {
            json.append("null");
        } else if (value instanceof Map<?, ?> map) {
            json.append('{');
            Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
            while (entries.hasNext()) {
                Map.Entry<?, ?> entry = entries.next();
                newLine(indent, depth + 1, json);
                json.append(quote(String.valueOf(entry.getKey()))).append(": ");
                write(entry.getValue(), indent, depth + 1, json);
                json.append(entries.hasNext() ? separator(indent) : "");
            }
            close(map.isEmpty(), '}', indent, depth, json);
        } else if (value instanceof Iterable<?> list) {
            json.append('[');
            Iterator<?> items = list.iterator();
            boolean empty = !items.hasNext();
            while (items.hasNext()) {
                newLine(indent, depth + 1, json);
                write(items.next(), indent, depth + 1, json);
                json.append(items.hasNext() ? separator(indent) : "");
            }
            close(empty, ']', indent, depth, json);
        } else if (value instanceof Boolean || value instanceof Number) {
            json.append(value);
        } else {
            json.append(quote(value.toString()));
        }
    }

    private static String separator(int indent) {
        return indent < 0 ? ", " : ",";
    }

    private static void close(boolean empty, char bracket, int indent, int depth, StringBuilder json) {
        if (!empty) {
            newLine(indent, depth, json);
        }
        json.append(bracket);
    }

    private static void newLine(int indent, int depth, StringBuilder json) {
        if (indent >= 0) {
            json.append('\n').append(" ".repeat(indent * depth));
        }
    }

    private static String quote(String text) {
        // Gson escapes U+2028 and U+2029 as JavaScript wants it; Python leaves them.
        return new JsonPrimitive(text)
                .toString()
                .replace("\\u2028", "\u2028")
                .replace("\\u2029", "\u2029")
                .replace("\\u003d", "=")
                .replace("\\u003c", "<")
                .replace("\\u003e", ">")
                .replace("\\u0026", "&")
                .replace("\\u0027", "'");
    }
}
