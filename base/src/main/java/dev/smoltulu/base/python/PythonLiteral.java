package dev.smoltulu.base.python;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A value as Python prints it, read as JSON: what {@code ast.literal_eval} reads of dictionaries with texts as keys,
 * lists, tuples, texts, decimal numbers, {@code True}, {@code False} and {@code None}.
 */
public final class PythonLiteral {

    private static final int MAX_DEPTH = 100;
    private static final int MAX_DIGITS = 30;
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?");

    private final String text;
    private int at;

    private PythonLiteral(String text) {
        this.text = text;
    }

    /** The value; nothing where the text is none, or nests deeper than {@value #MAX_DEPTH}. */
    public static Optional<JsonElement> parse(String text) {
        PythonLiteral literal = new PythonLiteral(text);
        try {
            JsonElement value = literal.value(0);
            literal.space();
            return literal.at == text.length() ? Optional.of(value) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private JsonElement value(int depth) {
        space();
        if (at == text.length() || depth > MAX_DEPTH) {
            throw refused();
        }
        return switch (text.charAt(at)) {
            case '{' -> dictionary(depth);
            case '[' -> list(depth, ']');
            case '(' -> list(depth, ')');
            case '\'', '"' -> new JsonPrimitive(string());
            case 'N' -> word("None", JsonNull.INSTANCE);
            case 'T' -> word("True", new JsonPrimitive(true));
            case 'F' -> word("False", new JsonPrimitive(false));
            default -> number();
        };
    }

    private JsonObject dictionary(int depth) {
        JsonObject object = new JsonObject();
        at++;
        while (!ended('}', object.isEmpty())) {
            space();
            if (at == text.length() || text.charAt(at) != '\'' && text.charAt(at) != '"') {
                throw refused();
            }
            String key = string();
            space();
            expect(':');
            object.add(key, value(depth + 1));
        }
        return object;
    }

    private JsonArray list(int depth, char end) {
        JsonArray array = new JsonArray();
        at++;
        while (!ended(end, array.isEmpty())) {
            array.add(value(depth + 1));
        }
        return array;
    }

    /** Whether the end comes next; else a comma is taken, which must be there but before the first value. */
    private boolean ended(char end, boolean first) {
        space();
        if (!first && at < text.length() && text.charAt(at) == ',') {
            at++;
            space();
        } else if (!first) {
            expect(end);
            return true;
        }
        if (at < text.length() && text.charAt(at) == end) {
            at++;
            return true;
        }
        return false;
    }

    private String string() {
        char quote = text.charAt(at++);
        StringBuilder value = new StringBuilder();
        while (at < text.length() && text.charAt(at) != quote) {
            char c = text.charAt(at++);
            if (c == '\n') {
                throw refused();
            }
            value.append(c == '\\' ? escaped() : Character.toString(c));
        }
        expect(quote);
        return value.toString();
    }

    private String escaped() {
        if (at == text.length()) {
            throw refused();
        }
        char c = text.charAt(at++);
        return switch (c) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'x' -> codePoint(2);
            case 'u' -> codePoint(4);
            case 'U' -> codePoint(8);
            case '\\', '\'', '"' -> Character.toString(c);
            default -> "\\" + c;
        };
    }

    private String codePoint(int digits) {
        if (at + digits > text.length()) {
            throw refused();
        }
        int code = Integer.parseUnsignedInt(text.substring(at, at + digits), 16);
        at += digits;
        return Character.toString(code);
    }

    private JsonElement number() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt() || number.end() - at > MAX_DIGITS) {
            throw refused();
        }
        at = number.end();
        return new JsonPrimitive(new BigDecimal(number.group()));
    }

    private JsonElement word(String word, JsonElement value) {
        if (!text.startsWith(word, at)) {
            throw refused();
        }
        at += word.length();
        return value;
    }

    private void expect(char c) {
        if (at == text.length() || text.charAt(at) != c) {
            throw refused();
        }
        at++;
    }

    private void space() {
        while (at < text.length() && PythonText.isSpace(text.charAt(at))) {
            at++;
        }
    }

    private IllegalArgumentException refused() {
        return new IllegalArgumentException("no literal at " + at);
    }
}
