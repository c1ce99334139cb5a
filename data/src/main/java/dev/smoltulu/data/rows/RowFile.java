package dev.smoltulu.data.rows;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import com.google.gson.TypeAdapter;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Files of rows, read as a stream of JSON objects: .jsonl, .json (an array, or an object with "data"), .parquet. */
public final class RowFile {

    /** Takes one row; {@code where} names file and row for errors. */
    @FunctionalInterface
    public interface Visitor {
        void row(String where, JsonObject row) throws InterruptedException;
    }

    private static final List<String> KINDS = List.of(".jsonl", ".json", ".parquet");
    private static final int MAX_LINE = 256 << 20;
    private static final TypeAdapter<JsonElement> JSON = new Gson().getAdapter(JsonElement.class);

    private RowFile() {}

    /**
     * The files of {@code path}: itself, or, for a folder, all files of a supported kind in it, sorted by name.
     *
     * @throws UserError when there is none
     */
    public static List<Path> expand(Path path) {
        if (Files.isDirectory(path)) {
            try (Stream<Path> inside = Files.list(path)) {
                List<Path> files = inside.filter(Files::isRegularFile)
                        .filter(file -> !kind(file).isEmpty())
                        .filter(file -> !file.getFileName().toString().startsWith("."))
                        .sorted()
                        .toList();
                if (files.isEmpty()) {
                    throw UserError.failed(path + ": the folder has no .jsonl, .json or .parquet file");
                }
                return files;
            } catch (IOException e) {
                throw UserError.failed(path + ": the folder cannot be read (" + e.getMessage() + ")", e);
            }
        }
        if (!Files.exists(path)) {
            throw UserError.failed(path + ": no such file");
        }
        if (kind(path).isEmpty()) {
            throw UserError.failed(path + ": rows are read from .jsonl, .json or .parquet files");
        }
        return List.of(path);
    }

    private static String kind(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return KINDS.stream().filter(name::endsWith).findFirst().orElse("");
    }

    /**
     * Reads every row of {@code file} in order.
     *
     * @throws UserError            for content that is not rows; the message names the file and the row (the line of
     *                              a .jsonl file), counted from 1
     * @throws InterruptedException from the visitor
     */
    public static void read(Path file, Visitor visitor) throws InterruptedException {
        try {
            switch (kind(file)) {
                case ".parquet" -> ParquetRows.read(file, visitor);
                case ".json" -> array(file, visitor);
                default -> lines(file, visitor);
            }
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }

    /** As {@link #read}, for a visitor that does not wait for anything. */
    public static void readAll(Path file, BiConsumer<String, JsonObject> visitor) {
        try {
            read(file, visitor::accept);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the visitor cannot be interrupted", e);
        }
    }

    /** How many rows {@code file} has; their content is not looked at more than counting needs. */
    public static long count(Path file) throws InterruptedException {
        try {
            if (kind(file).equals(".parquet")) {
                return ParquetRows.count(file);
            }
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
        long[] rows = {0};
        read(file, (where, row) -> rows[0]++);
        return rows[0];
    }

    private static void lines(Path file, Visitor visitor) throws IOException, InterruptedException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream(1 << 12);
            long number = 1;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b != '\n') {
                    line.write(b);
                    if (line.size() > MAX_LINE) {
                        throw UserError.failed(file + ", line " + number + ": longer than " + MAX_LINE + " bytes");
                    }
                    continue;
                }
                line(file, number++, line, visitor);
            }
            line(file, number, line, visitor);
        }
    }

    private static void line(Path file, long number, ByteArrayOutputStream bytes, Visitor visitor)
            throws InterruptedException {
        String where = file + ", line " + number;
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw notUtf8(where, e);
        }
        bytes.reset();
        text = number == 1 && text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (text.isBlank()) {
            return;
        }
        JsonReader reader = new JsonReader(new StringReader(text));
        reader.setStrictness(Strictness.STRICT);
        JsonElement row;
        try {
            row = JSON.read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("more than one value");
            }
        } catch (IOException | JsonParseException | IllegalStateException | NumberFormatException e) {
            throw malformed(where, e);
        }
        visitor.row(where, object(where, row));
    }

    private static void array(Path file, Visitor visitor) throws IOException, InterruptedException {
        try (JsonReader reader = new JsonReader(new InputStreamReader(
                Files.newInputStream(file),
                StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT)))) {
            reader.setStrictness(Strictness.STRICT);
            boolean inObject = enter(file, reader);
            for (long number = 1; ; number++) {
                String where = file + ", row " + number;
                JsonElement row = next(where, reader, inObject);
                if (row == null) {
                    return;
                }
                visitor.row(where, object(where, row));
            }
        }
    }

    /** Goes to the first row; true when the rows are the "data" of an object. */
    private static boolean enter(Path file, JsonReader reader) throws IOException {
        try {
            boolean inObject = reader.peek() == JsonToken.BEGIN_OBJECT;
            if (inObject) {
                reader.beginObject();
                while (reader.hasNext() && !reader.nextName().equals("data")) {
                    reader.skipValue();
                }
            }
            if (reader.peek() == JsonToken.BEGIN_ARRAY) {
                reader.beginArray();
                return inObject;
            }
        } catch (CharacterCodingException e) {
            throw notUtf8(file.toString(), e);
        } catch (MalformedJsonException | EOFException | IllegalStateException e) {
            throw malformed(file.toString(), e);
        }
        throw UserError.failed(file + ": must be an array of rows or an object with \"data\"; a file with one row a"
                + " line is called .jsonl");
    }

    /** The next row; null after the last, when the rest of the file has been checked too. */
    private static JsonElement next(String where, JsonReader reader, boolean inObject) throws IOException {
        try {
            if (reader.hasNext()) {
                return JSON.read(reader);
            }
            reader.endArray();
            if (inObject) {
                while (reader.hasNext()) {
                    String unused = reader.nextName();
                    reader.skipValue();
                }
                reader.endObject();
            }
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new MalformedJsonException("something follows the last row");
            }
            return null;
        } catch (CharacterCodingException e) {
            throw notUtf8(where, e);
        } catch (MalformedJsonException
                | EOFException
                | JsonParseException
                | IllegalStateException
                | NumberFormatException e) {
            throw malformed(where, e);
        }
    }

    private static UserError notUtf8(String where, CharacterCodingException e) {
        return UserError.failed(where + ": not UTF-8 text; save the file as UTF-8", e);
    }

    private static JsonObject object(String where, JsonElement row) {
        if (row instanceof JsonObject object) {
            return object;
        }
        throw UserError.failed(where + ": a row must be a JSON object, not " + Excerpt.of(String.valueOf(row)));
    }

    private static UserError malformed(String where, Exception error) {
        Throwable cause = error instanceof JsonParseException && error.getCause() != null ? error.getCause() : error;
        boolean torn = cause instanceof EOFException;
        String detail = String.valueOf(cause.getMessage())
                .lines()
                .findFirst()
                .orElse("")
                .replace("Use JsonReader.setStrictness(Strictness.LENIENT) to accept malformed JSON", "")
                .strip();
        return UserError.failed(
                where + ": malformed JSON (" + (torn ? "it ends in the middle of a value" : detail)
                        + "); correct or remove it",
                error);
    }
}
