package dev.smoltulu.trainer.scoring;

import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.StrictJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.Consumer;

/**
 * The scores' file, written line by line in the rows' order. A line is handed to the operating system whole, so a
 * killed process loses none but a torn last one, and the same command goes on after the last complete line. Beside it,
 * {@code <name>.source.json} says what the scores were made from, so that lines of different models never mix.
 */
final class ScoreFile implements AutoCloseable {

    private static final String KEY = "sha256";
    private static final long MAX_SOURCE_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final long lines;

    private ScoreFile(Path file, FileChannel channel, long lines) {
        this.file = file;
        this.channel = channel;
        this.lines = lines;
    }

    /**
     * Starts a file, or goes on with one of the same {@code key}.
     *
     * @param key says all that the scores depend on
     * @throws UserError when the file holds something else
     */
    static ScoreFile open(Path file, String key) {
        Path source = file.resolveSibling(file.getFileName() + ".source.json");
        boolean exists = Files.exists(file);
        if (exists && !(Files.exists(source) && key.equals(keyIn(source)))) {
            throw UserError.usage("`output` " + file + " exists and was not made from this model, these rows and "
                    + "settings; choose another file, or delete it");
        }
        try {
            if (!exists) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                JsonObject json = new JsonObject();
                json.addProperty(KEY, key);
                AtomicFile.write(source, (json + "\n").getBytes(StandardCharsets.UTF_8));
            }
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                return new ScoreFile(file, channel, cutToLines(channel));
            } catch (IOException | RuntimeException failed) {
                channel.close();
                throw failed;
            }
        } catch (IOException failed) {
            throw UserError.failed("`output` " + file + " cannot be opened (" + failed + ")", failed);
        }
    }

    private static String keyIn(Path source) {
        JsonObject json = StrictJson.readObject(source, MAX_SOURCE_BYTES);
        return json.has(KEY) && json.get(KEY).isJsonPrimitive() ? json.get(KEY).getAsString() : "";
    }

    /** Drops what follows the last line end; gives the number of lines before it. */
    private static long cutToLines(FileChannel channel) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 16);
        long lines = 0;
        long end = 0;
        long position = 0;
        for (int count = channel.read(chunk); count >= 0; count = channel.read(chunk)) {
            for (int i = 0; i < count; i++) {
                if (chunk.get(i) == '\n') {
                    lines++;
                    end = position + i + 1;
                }
            }
            position += count;
            chunk.clear();
        }
        channel.truncate(end);
        channel.position(end);
        return lines;
    }

    /** Lines that were there at the start. */
    long lines() {
        return lines;
    }

    void append(List<ScoreLine> more) {
        try {
            for (ScoreLine line : more) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(line.toJson() + "\n");
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }
        } catch (IOException failed) {
            throw UserError.failed(
                    "scores " + file + " cannot be written (" + failed.getMessage()
                            + "); free space, the same command goes on",
                    failed);
        }
    }

    /** Shows every line. */
    void forEach(Consumer<ScoreLine> reader) {
        try (BufferedReader text = Files.newBufferedReader(file)) {
            long number = 0;
            for (String line = text.readLine(); line != null; line = text.readLine()) {
                number++;
                reader.accept(parse(line, number));
            }
        } catch (IOException failed) {
            throw UserError.failed("scores " + file + " cannot be read again (" + failed + ")", failed);
        }
    }

    private ScoreLine parse(String line, long number) {
        try {
            return ScoreLine.parse(line);
        } catch (RuntimeException notAScore) {
            throw UserError.failed(
                    "scores " + file + " line " + number + " is not a score; delete the file and score " + "again",
                    notAScore);
        }
    }

    @Override
    public void close() {
        try {
            channel.force(true);
            channel.close();
        } catch (IOException failed) {
            throw UserError.failed("scores " + file + " cannot be closed (" + failed + ")", failed);
        }
    }
}
