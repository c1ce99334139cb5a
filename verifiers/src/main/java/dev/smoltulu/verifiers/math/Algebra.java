package dev.smoltulu.verifiers.math;

import dev.smoltulu.base.threads.DaemonThreads;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Computer algebra in a process of its own, started at the first question and again after it had to be killed. Answers
 * one question at a time.
 */
final class Algebra implements AutoCloseable {

    /** How long the library may take to load; no verdict's time. */
    private static final Duration START = Duration.ofSeconds(60);

    private static final List<String> OPTIONS = List.of(
            "-Xmx384m",
            "-Xss8m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Xshare:auto",
            "-Dfile.encoding=UTF-8",
            "-Dlog4j2.StatusLogger.level=OFF",
            "-Djava.awt.headless=true");
    /** Said by the reader where the process has ended. */
    private static final String ENDED = "ended";

    private Process process;
    private BlockingQueue<String> answers;

    /**
     * Whether {@code expression} can be shown to be zero.
     *
     * @throws MathAnswers.NoProof     when time runs out or the process fails; it is killed then
     * @throws InterruptedException when interrupted; the process is killed then
     */
    synchronized boolean isZero(MathExpression expression, Duration timeLimit)
            throws MathAnswers.NoProof, InterruptedException {
        boolean answered = false;
        try {
            start();
            Writer questions = process.outputWriter(StandardCharsets.UTF_8);
            questions.write(SymjaSyntax.of(expression) + "\n");
            questions.flush();
            String answer = answer(timeLimit, "no proof within " + timeLimit.toMillis() + " ms");
            answered = true;
            return switch (answer) {
                case AlgebraWorker.ZERO -> true;
                case AlgebraWorker.NOT_ZERO -> false;
                default -> throw new MathAnswers.NoProof("the computer algebra " + answer);
            };
        } catch (IOException e) {
            throw new MathAnswers.NoProof("the computer algebra's process cannot be asked (" + e.getMessage() + ")");
        } finally {
            if (!answered) {
                close();
            }
        }
    }

    private void start() throws IOException, MathAnswers.NoProof, InterruptedException {
        if (process != null && process.isAlive()) {
            return;
        }
        close();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AlgebraWorker.class.getName()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        answers = new LinkedBlockingQueue<>();
        read(process, answers);
        String ready = answer(START, "the computer algebra did not start within " + START.toSeconds() + " s");
        if (!ready.equals(AlgebraWorker.READY)) {
            throw new MathAnswers.NoProof("the computer algebra did not start (" + ready + ")");
        }
    }

    private static void read(Process process, BlockingQueue<String> answers) {
        DaemonThreads.start("algebra answers", () -> {
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines().forEach(answers::add);
            } catch (IOException | UncheckedIOException e) {
                // The process was killed while it was read from; that it ended is all there is to say.
            }
            answers.add(ENDED);
        });
    }

    private String answer(Duration timeLimit, String tooLate) throws MathAnswers.NoProof, InterruptedException {
        String answer = answers.poll(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
        if (answer == null) {
            throw new MathAnswers.NoProof(tooLate);
        }
        return answer;
    }

    /** Ends the process; the next question starts another. */
    @Override
    public synchronized void close() {
        if (process != null) {
            process.destroyForcibly();
            process = null;
        }
    }
}
