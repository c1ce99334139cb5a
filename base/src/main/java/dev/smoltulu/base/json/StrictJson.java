package dev.smoltulu.base.json;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.smoltulu.base.UserError;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JSON as RFC 8259 has it: UTF-8, one document, no duplicate keys. Numbers keep their text, so that a document
 * read and written back says the same.
 */
public final class StrictJson {

    private static final Pattern POSITION = Pattern.compile("at line (\\d+) column (\\d+)");

    private StrictJson() {}

    /**
     * Reads a file that holds one JSON object.
     *
     * @param maxBytes larger files are refused before they are read
     * @throws UserError naming the file, when it is missing, unreadable, too large or not such a document
     */
    public static JsonObject readObject(Path file, long maxBytes) {
        byte[] bytes;
        try {
            long size = Files.size(file);
            if (size > maxBytes) {
                throw UserError.failed(
                        file + ": " + size + " bytes is too large for this file (limit " + maxBytes + ")");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw UserError.failed(file + ": no such file", e);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
        return parseObject(bytes, file.toString());
    }

    /**
     * Parses one JSON object.
     *
     * @param where what the errors name: a file, a key
     */
    public static JsonObject parseObject(byte[] utf8, String where) {
        try (JsonReader reader = reader(utf8, 0, utf8.length)) {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw UserError.failed(where + ": expected a JSON object, found " + name(reader.peek()));
            }
            JsonObject object = object(reader, where);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw UserError.failed(where + ": text after the end of the JSON object");
            }
            return object;
        } catch (IOException | JsonParseException e) {
            throw UserError.failed(where + ": " + describe(e), e);
        }
    }

    /** A strict streaming reader over UTF-8 bytes; malformed UTF-8 is an error, not a replacement character. */
    public static JsonReader reader(byte[] utf8, int offset, int length) {
        Reader decoded = new InputStreamReader(
                new ByteArrayInputStream(utf8, offset, length),
                StandardCharsets.UTF_8
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT));
        JsonReader reader = new JsonReader(decoded);
        reader.setStrictness(Strictness.STRICT);
        return reader;
    }

    /** What is wrong with a document, in words, for an exception that reading it raised. */
    public static String describe(Exception failure) {
        Throwable cause = failure.getCause() instanceof IOException ? failure.getCause() : failure;
        if (cause instanceof CharacterCodingException) {
            return "not UTF-8 text";
        }
        if (cause instanceof EOFException) {
            return "malformed JSON: it ends too early";
        }
        Matcher position = POSITION.matcher(String.valueOf(cause.getMessage()));
        return position.find()
                ? "malformed JSON at line " + position.group(1) + ", column " + position.group(2)
                : "malformed JSON";
    }

    /** What a token is called in an error message. */
    public static String name(JsonToken token) {
        return switch (token) {
            case BEGIN_ARRAY, END_ARRAY -> "a list";
            case BEGIN_OBJECT, END_OBJECT, NAME -> "an object";
            case STRING -> "a string";
            case NUMBER -> "a number";
            case BOOLEAN -> "true or false";
            case NULL -> "null";
            case END_DOCUMENT -> "nothing";
        };
    }

    private static JsonElement value(JsonReader reader, String where) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> object(reader, where);
            case BEGIN_ARRAY -> array(reader, where);
            default -> JsonParser.parseReader(reader);
        };
    }

    private static JsonObject object(JsonReader reader, String where) throws IOException {
        JsonObject object = new JsonObject();
        reader.beginObject();
        while (reader.hasNext()) {
            String key = reader.nextName();
            if (object.has(key)) {
                throw UserError.failed(where + ": key '" + key + "' appears twice");
            }
            object.add(key, value(reader, where));
        }
        reader.endObject();
        return object;
    }

    private static JsonArray array(JsonReader reader, String where) throws IOException {
        JsonArray array = new JsonArray();
        reader.beginArray();
        while (reader.hasNext()) {
            array.add(value(reader, where));
        }
        reader.endArray();
        return array;
    }
}
