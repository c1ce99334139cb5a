package dev.smoltulu.verifiers.builtin;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.text.Excerpt;
import dev.smoltulu.base.threads.DaemonThreads;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A program of the user's decides: it reads {@code {"prompt", "response", "ground_truth"}} as one line of JSON from its
 * standard input and ends with exit code 0 for right, 1 for wrong. Any other end is a problem. One process a response.
 *
 * <p>Its standard output is thrown away, of its standard error the last line is kept for the problem. When time runs
 * out, and also when it ends, whatever it started is killed with it ({@link ProcessGroup}).
 */
final class CommandVerifier implements Verifier {

    private static final int RIGHT = 0;
    private static final int WRONG = 1;
    /** Bytes of standard error that are kept. */
    private static final int KEPT = 2000;

    private static final int SHOWN = 200;
    private static final Duration LAST_WORDS = Duration.ofMillis(500);

    private final List<String> command;
    private final Duration timeLimit;

    CommandVerifier(List<String> command, Duration timeLimit) {
        this.command = List.copyOf(command);
        this.timeLimit = timeLimit;
    }

    @Override
    public Verdict verify(Response response) throws InterruptedException {
        ProcessGroup group;
        try {
            group = ProcessGroup.start(command);
        } catch (IOException e) {
            return Verdict.failed(command.get(0) + " cannot be started (" + e.getMessage() + ")");
        }
        try (group) {
            Process process = group.process();
            write(process, question(response));
            LastWords words = new LastWords(process.getErrorStream());
            if (!process.waitFor(timeLimit.toNanos(), TimeUnit.NANOSECONDS)) {
                return Verdict.failed(command.get(0) + " took longer than " + timeLimit.toMillis() + " ms");
            }
            int exit = process.exitValue();
            if (exit == RIGHT || exit == WRONG) {
                return Verdict.of(exit == RIGHT);
            }
            group.close();
            return Verdict.failed(command.get(0) + " ended with exit code " + exit + words.said());
        }
    }

    private static byte[] question(Response response) {
        JsonObject question = new JsonObject();
        question.addProperty("prompt", response.prompt());
        question.addProperty("response", response.text());
        question.add("ground_truth", response.groundTruth());
        return (question + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Writes beside the caller, for a program need not read. */
    private static void write(Process process, byte[] question) {
        DaemonThreads.start("verifier input", () -> {
            try (OutputStream input = process.getOutputStream()) {
                input.write(question);
            } catch (IOException e) {
                // The program ended without reading all of it, which is its own affair.
            }
        });
    }

    /** Any ground truth is the program's own affair. */
    @Override
    public void check(JsonElement groundTruth) {}

    /** Reads an error stream to its end and keeps what came last. */
    private static final class LastWords {

        private final byte[] kept = new byte[KEPT];
        private int end;
        private final Thread reader;

        LastWords(InputStream errors) {
            reader = DaemonThreads.start("verifier errors", () -> read(errors));
        }

        private void read(InputStream errors) {
            byte[] buffer = new byte[KEPT];
            try (errors) {
                for (int read = errors.read(buffer); read >= 0; read = errors.read(buffer)) {
                    keep(buffer, read);
                }
            } catch (IOException e) {
                // The process was killed; what was read before is all there is.
            }
        }

        private synchronized void keep(byte[] buffer, int read) {
            int stays = Math.min(end, KEPT - read);
            System.arraycopy(kept, end - stays, kept, 0, stays);
            System.arraycopy(buffer, 0, kept, stays, read);
            end = stays + read;
        }

        /** The last line in brackets; empty where nothing was said. */
        String said() throws InterruptedException {
            reader.join(LAST_WORDS.toMillis());
            synchronized (this) {
                String text = new String(kept, 0, end, StandardCharsets.UTF_8).strip();
                String last = text.substring(text.lastIndexOf('\n') + 1).strip().replaceAll("\\p{Cntrl}", " ");
                String shown = Excerpt.of(last, SHOWN);
                return shown.isEmpty() ? "" : " (" + shown + ")";
            }
        }
    }
}
