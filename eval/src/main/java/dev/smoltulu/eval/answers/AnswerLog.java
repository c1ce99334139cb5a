package dev.smoltulu.eval.answers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.base.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The answers of one task on their way: each is appended to a file as it comes, so that an evaluation that was cut off
 * resumes where it stopped. The file's name holds a fingerprint of all that determines the answers; another
 * evaluation has another file. One line an answer: {@code {"i": index, "answer": ...}}.
 */
public final class AnswerLog implements AutoCloseable {

    private static final int NAME_DIGITS = 12;
    private static final long MAX_BYTES = 4L << 30;
    private static final String INDEX = "i";
    private static final String ANSWER = "answer";

    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private final Shard shard;
    private final List<JsonElement> answers;
    private List<Path> others = List.of();

    private AnswerLog(Path file, FileChannel channel, FileLock lock, Shard shard, int size) {
        this.file = file;
        this.shard = shard;
        this.channel = channel;
        this.lock = lock;
        this.answers = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            answers.add(null);
        }
    }

    /**
     * Opens the log of a task, with what an earlier run left in it and what logs of the task's other shards have. A last
     * line that was cut off is dropped.
     *
     * @param folder      where the results go
     * @param fingerprint hexadecimal, over all that determines the answers
     * @param size        answers that the task will have
     * @param shard       which of them this log is for
     * @throws UserError when the file cannot be used, is in use, or is broken before its last line
     */
    public static AnswerLog open(Path folder, String task, String fingerprint, int size, Shard shard) {
        String name = "answers_" + task + "_" + fingerprint.substring(0, NAME_DIGITS);
        Path file = folder.resolve(name + shard.suffix() + ".jsonl");
        FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = lock(channel);
            if (lock == null) {
                throw UserError.failed(file + ": another evaluation is writing it; wait for its end, or choose another "
                        + "output folder");
            }
            AnswerLog log = new AnswerLog(file, channel, lock, shard, size);
            log.others = others(folder, name, file);
            for (Path other : log.others) {
                log.take(other);
            }
            log.readBack();
            return log;
        } catch (IOException e) {
            close(channel);
            throw UserError.failed(file + ": cannot be opened (" + e + "); choose another output folder", e);
        } catch (UserError e) {
            close(channel);
            throw e;
        }
    }

    private static FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException held) {
            return null;
        }
    }

    /** Logs of the same task's other shards, and of the whole. */
    private static List<Path> others(Path folder, String name, Path own) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, name + "{,.shard-*-of-*}.jsonl")) {
            List<Path> others = new ArrayList<>();
            files.forEach(others::add);
            others.remove(own);
            return others.stream().sorted().toList();
        }
    }

    private void readBack() throws IOException {
        channel.truncate(take(file));
        channel.position(channel.size());
    }

    /**
     * Takes the answers of a log.
     *
     * @return bytes up to the end of the last whole line
     */
    private long take(Path log) throws IOException {
        if (Files.size(log) > MAX_BYTES) {
            throw UserError.failed(
                    log + ": " + Files.size(log) + " bytes are more than a log of answers has; move it " + "away");
        }
        byte[] bytes = Files.readAllBytes(log);
        int start = 0;
        for (int number = 1; start < bytes.length; number++) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            boolean last = end >= bytes.length - 1;
            try {
                if (end == bytes.length) {
                    throw UserError.failed("the line has no end");
                }
                take(StrictJson.parseObject(Arrays.copyOfRange(bytes, start, end), "line"));
            } catch (UserError e) {
                if (!last) {
                    throw UserError.failed(
                            log + ", line " + number + ": broken; remove the line, or the file to ask "
                                    + "everything again",
                            e);
                }
                return start;
            }
            start = end + 1;
        }
        return start;
    }

    private void take(JsonObject line) {
        JsonElement index = line.get(INDEX);
        JsonElement answer = line.get(ANSWER);
        if (index == null
                || answer == null
                || !index.isJsonPrimitive()
                || !index.getAsJsonPrimitive().isNumber()
                || index.getAsInt() < 0
                || index.getAsInt() >= answers.size()) {
            throw UserError.failed("not an answer");
        }
        answers.set(index.getAsInt(), answer);
    }

    /** The answer of this index, if it is there. */
    public Optional<JsonElement> find(int index) {
        return Optional.ofNullable(answers.get(index));
    }

    /** Whether all of these are there. */
    public boolean hasAll(List<Integer> indices) {
        return indices.stream().allMatch(index -> answers.get(index) != null);
    }

    /** How many answers are there. */
    public int present() {
        return (int) answers.stream().filter(answer -> answer != null).count();
    }

    /**
     * Appends answers by index, in one write.
     *
     * @throws UserError when the disk takes no more
     */
    public void append(Map<Integer, JsonElement> batch) {
        StringBuilder lines = new StringBuilder();
        batch.forEach((index, answer) -> {
            JsonObject line = new JsonObject();
            line.addProperty(INDEX, index);
            line.add(ANSWER, answer);
            lines.append(Json.compact(line)).append('\n');
        });
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw UserError.failed(
                    file + ": cannot be written (" + e + "); make room and run the same command again: "
                            + "it goes on here",
                    e);
        }
        batch.forEach(answers::set);
    }

    /** Which answers it is for. */
    public Shard shard() {
        return shard;
    }

    /** Removes the file, and those of other shards: their answers are in the results now. */
    public void delete() {
        close();
        try {
            for (Path other : others) {
                Files.deleteIfExists(other);
            }
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw UserError.failed(
                    file + ": cannot be removed (" + e + "); the results are complete, remove it by " + "hand", e);
        }
    }

    @Override
    public void close() {
        try {
            if (channel.isOpen()) {
                lock.release();
            }
        } catch (IOException e) {
            // The lock goes with the channel.
        }
        close(channel);
    }

    private static void close(FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw UserError.failed("a log of answers cannot be closed (" + e + "); is the disk full?", e);
        }
    }
}
