package dev.smoltulu.trainer.metrics;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * A file of JSON objects, one a line, each with the {@code step} it belongs to: a line is handed to the operating system
 * whole before {@link #append} returns, so a killed process loses none. {@link #sync} makes them survive a power failure
 * too.
 */
public final class StepLog implements AutoCloseable {

    private static final String STEP = "step";

    private final Path file;
    private final FileChannel channel;

    private StepLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Starts an empty log; refuses a file that exists. */
    public static StepLog create(Path file) {
        return open(file, StandardOpenOption.CREATE_NEW);
    }

    /**
     * Goes on with the log of a run that continues after {@code step} steps: rows of later steps and a torn last line are
     * dropped first, whole or not at all. Without a file it starts an empty log.
     *
     * @param step -1 where the run starts again from its beginning: no row is kept
     */
    public static StepLog resume(Path file, long step) {
        return resume(file, step, row -> true);
    }

    static StepLog resume(Path file, long step, Predicate<JsonObject> isRow) {
        if (!Files.exists(file)) {
            return create(file);
        }
        StringBuilder kept = new StringBuilder();
        for (JsonObject row : rows(file, isRow)) {
            if (row.get(STEP).getAsLong() <= step) {
                kept.append(row).append('\n');
            }
        }
        AtomicFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
        return open(file, StandardOpenOption.CREATE);
    }

    /**
     * The complete rows of a file; each has a whole number {@code step}. A last line that a crash tore is left out.
     *
     * @throws UserError when the file cannot be read, or a line before the last is not a row (names the line)
     */
    public static List<JsonObject> rows(Path file) {
        return rows(file, row -> true);
    }

    static List<JsonObject> rows(Path file, Predicate<JsonObject> isRow) {
        List<String> lines = lines(file);
        List<JsonObject> rows = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            JsonObject row = rowOrNull(lines.get(i), isRow);
            if (row != null) {
                rows.add(row);
            } else if (i < lines.size() - 1) {
                throw UserError.failed(file + " line " + (i + 1) + " is not a row of "
                        + file.getFileName().toString().replace(".jsonl", "")
                        + "; delete the line, or start again in another output_dir");
            }
        }
        return rows;
    }

    private static List<String> lines(Path file) {
        try {
            // Not readAllLines: bytes of a torn write need not be UTF-8, and must not fail before the line is judged.
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw UserError.failed(file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static JsonObject rowOrNull(String line, Predicate<JsonObject> isRow) {
        try {
            JsonElement element = JsonParser.parseString(line);
            if (!element.isJsonObject() || !element.getAsJsonObject().has(STEP)) {
                return null;
            }
            JsonObject row = element.getAsJsonObject();
            Long.parseLong(row.get(STEP).getAsString());
            return isRow.test(row) ? row : null;
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException notARow) {
            return null;
        }
    }

    private static StepLog open(Path file, StandardOpenOption creation) {
        try {
            return new StepLog(
                    file, FileChannel.open(file, creation, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        } catch (IOException failed) {
            throw UserError.failed(file + " cannot be opened: " + failed, failed);
        }
    }

    /** Adds a line. */
    public void append(JsonObject row) {
        ByteBuffer line = StandardCharsets.UTF_8.encode(row + "\n");
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException failed) {
            throw writeError(failed);
        }
    }

    /** Returns when every line written so far is on the disk; to be called before a checkpoint is committed. */
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException failed) {
            throw writeError(failed);
        }
    }

    private UserError writeError(IOException failed) {
        return UserError.failed(
                file + " cannot be written (" + failed.getMessage() + "); free space and continue with `resume`",
                failed);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException failed) {
            throw writeError(failed);
        }
    }
}
