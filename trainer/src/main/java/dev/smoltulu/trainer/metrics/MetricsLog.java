package dev.smoltulu.trainer.metrics;

import com.google.gson.JsonObject;
import dev.smoltulu.UserError;
import dev.smoltulu.graphs.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * metrics.jsonl of a run, written line by line: a line is handed to the operating system whole before
 * {@code write} returns, so a killed process loses none. {@link #sync} makes them survive a power failure too.
 */
public final class MetricsLog implements AutoCloseable {

    private final Path file;
    private final FileChannel channel;

    private MetricsLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Starts an empty log; refuses a file that exists. */
    public static MetricsLog create(Path file) {
        return open(file, StandardOpenOption.CREATE_NEW);
    }

    /**
     * Goes on with the log of a run that continues after {@code step} optimizer steps: rows of later steps and a torn
     * last line are dropped first, whole or not at all. Without a file it starts an empty log.
     *
     * @param step -1 where the run starts again from its beginning: no row is kept
     */
    public static MetricsLog resume(Path file, long step) {
        if (!Files.exists(file)) {
            return create(file);
        }
        StringBuilder kept = new StringBuilder();
        for (JsonObject row : MetricsHistory.rows(file)) {
            if (row.get("step").getAsLong() <= step) {
                kept.append(row).append('\n');
            }
        }
        AtomicFile.write(file, kept.toString().getBytes(StandardCharsets.UTF_8));
        return open(file, StandardOpenOption.CREATE);
    }

    private static MetricsLog open(Path file, StandardOpenOption creation) {
        try {
            return new MetricsLog(file,
                    FileChannel.open(file, creation, StandardOpenOption.WRITE, StandardOpenOption.APPEND));
        } catch (IOException failed) {
            throw UserError.failed("metrics " + file + " cannot be opened: " + failed, failed);
        }
    }

    public void write(StepMetrics metrics) {
        append(MetricsRow.of(metrics));
    }

    public void write(EvalMetrics metrics) {
        append(MetricsRow.of(metrics));
    }

    /** Returns when every line written so far is on the disk; to be called before a checkpoint is committed. */
    public void sync() {
        try {
            channel.force(true);
        } catch (IOException failed) {
            throw writeError(failed);
        }
    }

    private void append(JsonObject row) {
        ByteBuffer line = StandardCharsets.UTF_8.encode(row + "\n");
        try {
            while (line.hasRemaining()) {
                channel.write(line);
            }
        } catch (IOException failed) {
            throw writeError(failed);
        }
    }

    private UserError writeError(IOException failed) {
        return UserError.failed("metrics " + file + " cannot be written (" + failed.getMessage()
                + "); free space and continue with --resume", failed);
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
