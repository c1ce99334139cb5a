package dev.smoltulu.sweep.cell;

import dev.smoltulu.base.UserError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/** Everything that a cell's commands print, appended to one file. Lines of errors are looked at on the way. */
final class CellLog implements AutoCloseable {

    /** Before the line in which the program says why a command failed. */
    private static final String COMPLAINT = "smoltulu: ";

    private static final String SIGNAL = "SIG";

    private final PrintStream out;
    private final PrintStream err;
    private String complaint = "";

    /** @param signals shown each line that acknowledges a signal */
    CellLog(Path file, Consumer<String> signals) {
        try {
            OutputStream stream = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            out = new PrintStream(stream, true, StandardCharsets.UTF_8);
        } catch (IOException failed) {
            throw UserError.failed(file + ": cannot be written (" + failed + ")", failed);
        }
        err = new PrintStream(
                new Lines(line -> {
                    if (line.startsWith(COMPLAINT)) {
                        complaint = line.substring(COMPLAINT.length());
                    } else if (line.startsWith(SIGNAL)) {
                        signals.accept(line);
                    }
                    out.println(line);
                }),
                true,
                StandardCharsets.UTF_8);
    }

    PrintStream out() {
        return out;
    }

    PrintStream err() {
        return err;
    }

    /** Why the last command failed, if it said so. */
    String complaint() {
        return complaint;
    }

    @Override
    public void close() {
        err.close();
        out.close();
    }

    /** Gives every finished line away. */
    private static final class Lines extends OutputStream {

        private final Consumer<String> lines;
        private final ByteArrayOutputStream line = new ByteArrayOutputStream();

        Lines(Consumer<String> lines) {
            this.lines = lines;
        }

        @Override
        public synchronized void write(int b) {
            if (b != '\n') {
                line.write(b);
                return;
            }
            lines.accept(line.toString(StandardCharsets.UTF_8).stripTrailing());
            line.reset();
        }

        @Override
        public synchronized void close() {
            if (line.size() > 0) {
                write('\n');
            }
        }
    }
}
