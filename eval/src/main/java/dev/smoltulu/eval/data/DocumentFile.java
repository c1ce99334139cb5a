package dev.smoltulu.eval.data;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Documents of a file in UTF-8. A .jsonl file has one a row, under the key {@code text}. A .txt file is one document
 * unchanged, or several with lines {@code <|endoftext|>} between them; the line ends around such a line belong to
 * it. Blank documents are left out and counted.
 *
 * @param documents in the file's order
 * @param blank     documents left out
 * @param sha256    of the file, in hexadecimal
 */
public record DocumentFile(List<Document> documents, int blank, String sha256) {

    /** The key of a row's text. */
    public static final String TEXT = "text";

    private static final long MAX_BYTES = 1L << 30;
    private static final String SEPARATOR = "<|endoftext|>";
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    public DocumentFile {
        documents = List.copyOf(documents);
    }

    /**
     * Reads a file.
     *
     * @throws UserError naming the file, and the line of a broken row
     */
    public static DocumentFile read(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        boolean rows = name.endsWith(".jsonl");
        if (!rows && !name.endsWith(".txt")) {
            throw UserError.failed(file + ": documents are read from a .txt or .jsonl file");
        }
        byte[] bytes = bytes(file);
        Reader reader = new Reader(file, new ArrayList<>());
        int blank = rows ? reader.rows(bytes) : reader.texts(decoded(bytes, 0, bytes.length, file.toString()));
        if (reader.documents.isEmpty()) {
            throw UserError.failed(file + ": has no document with text in it");
        }
        return new DocumentFile(reader.documents, blank, Sha256.of(bytes));
    }

    private static byte[] bytes(Path file) {
        if (!Files.exists(file)) {
            throw UserError.failed(file + ": no such file");
        }
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw UserError.failed(file + ": " + size + " bytes are more than the " + MAX_BYTES
                        + " that are scored at once; split the file");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }

    private static String decoded(byte[] bytes, int start, int end, String where) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, end - start))
                    .toString();
            return start == 0 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw UserError.failed(where + ": not UTF-8 text; save the file as UTF-8", e);
        }
    }

    /** Collects the documents; both ways to read give the number of blank ones. */
    private record Reader(Path file, List<Document> documents) {

        int texts(String whole) {
            int blank = 0;
            int start = 0;
            boolean separated = false;
            int next;
            for (int line = 0; line < whole.length(); line = next) {
                int newline = whole.indexOf('\n', line);
                next = newline < 0 ? whole.length() : newline + 1;
                if (whole.startsWith(SEPARATOR, line)
                        && whole.substring(line + SEPARATOR.length(), next).isBlank()) {
                    blank += add(withoutLineEnd(whole.substring(start, line)));
                    start = next;
                    separated = true;
                }
            }
            if (!separated) {
                return add(whole);
            }
            String last = withoutLineEnd(whole.substring(start));
            // Nothing after the last separator is the usual end of a file, not a document.
            return blank + (last.isEmpty() ? 0 : add(last));
        }

        private static String withoutLineEnd(String text) {
            return text.replaceFirst("\\r?\\n\\z", "");
        }

        private int add(String text) {
            JsonObject row = new JsonObject();
            row.addProperty(TEXT, text);
            return add(text, row);
        }

        private int add(String text, JsonObject row) {
            if (text.isBlank()) {
                return 1;
            }
            documents.add(new Document(documents.size(), text, row));
            return 0;
        }

        int rows(byte[] bytes) {
            int blank = 0;
            int start = 0;
            for (int number = 1; start < bytes.length; number++) {
                int end = start;
                while (end < bytes.length && bytes[end] != '\n') {
                    end++;
                }
                String where = file + ", line " + number;
                String line = decoded(bytes, start, end, where);
                start = end + 1;
                if (line.isBlank()) {
                    continue;
                }
                JsonObject row = StrictJson.parseObject(line.getBytes(StandardCharsets.UTF_8), where);
                blank += add(text(row, where), row);
            }
            return blank;
        }

        private static String text(JsonObject row, String where) {
            return JsonValues.string(row.get(TEXT))
                    .orElseThrow(() -> UserError.failed(
                            where + ": a row must have its document as a string under \"" + TEXT + "\""));
        }
    }

    /**
     * A text to be scored.
     *
     * @param id   its place in the file, from 0, blank documents not counted
     * @param text the text, not blank
     * @param row  what the file has: a row of a .jsonl file, or {@code {"text": ...}}
     */
    public record Document(int id, String text, JsonObject row) {

        public Document {
            row = row.deepCopy();
        }

        @Override
        public JsonObject row() {
            return row.deepCopy();
        }
    }
}
