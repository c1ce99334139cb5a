package dev.smoltulu.verifiers.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the user's. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class CommandVerifierTest {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(700);
    /** Runs of what depends on which of two threads comes first. */
    private static final int RACES = 30;

    @TempDir
    private Path folder;

    /** The program of that name under one of its own, by which its processes are known among all others. */
    private Path sleep;

    @BeforeEach
    void linkSleep() throws IOException {
        Path program = Stream.of("/bin/sleep", "/usr/bin/sleep")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow();
        sleep = Files.createSymbolicLink(folder.resolve("sleep"), program);
    }

    /** JUnit warns of links that lead out of its folder. */
    @AfterEach
    void unlinkSleep() throws IOException {
        Files.delete(sleep);
    }

    @Test
    void theExitCodeDecides() throws Exception {
        assertEquals(Verdict.of(true), run("exit 0", LONG));
        assertEquals(Verdict.of(false), run("exit 1", LONG));
        assertEquals("sh ended with exit code 3", problem(run("exit 3", LONG)));
        for (int i = 0; i < RACES; i++) {
            assertEquals(
                    "sh ended with exit code 2 (no such row)",
                    problem(run("echo first >&2; echo no such row >&2; exit 2", LONG)));
        }
        assertEquals("sh ended with exit code 137", problem(run("kill -KILL $$", LONG)));
    }

    @Test
    void theProgramReadsOneLineOfJson() throws Exception {
        Path file = folder.resolve("question");
        assertEquals(Verdict.of(true), run("cat > " + file, LONG));
        List<String> lines = Files.readAllLines(file);
        assertEquals(1, lines.size());
        JsonObject question = JsonParser.parseString(lines.get(0)).getAsJsonObject();
        assertEquals("1+1?", question.get("prompt").getAsString());
        assertEquals("two\nor \"2\" ✓", question.get("response").getAsString());
        assertEquals("2", question.get("ground_truth").getAsString());
    }

    @Test
    void muchOutputIsThrownAwayAndMuchInputNeedNotBeRead() throws Exception {
        assertEquals(Verdict.of(true), run("head -c 50000000 /dev/zero", LONG));
        assertEquals(
                "sh ended with exit code 4 (last)",
                problem(run("head -c 50000000 /dev/zero >&2; echo >&2; echo last >&2; exit 4", LONG)));
        try (Verifier verifier = new CommandVerifier(List.of("true"), LONG)) {
            assertEquals(
                    Verdict.of(true), verifier.verify(new Response("", "x".repeat(5_000_000), new JsonPrimitive("2"))));
        }
    }

    @Test
    void whenTimeRunsOutItsWholeFamilyIsKilled() throws Exception {
        // A child, a grandchild whose parent has ended, and one that ignores what it may.
        String script = "SLEEP 61 & (SLEEP 62 &) ; (trap '' TERM HUP INT; SLEEP 63; SLEEP 64) & SLEEP 65"
                .replace("SLEEP", sleep.toString());
        long start = System.nanoTime();
        assertEquals("sh took longer than 700 ms", problem(run(script, SHORT)));
        assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1));
        assertNothingIsLeft();
    }

    @Test
    void whatItLeavesBehindIsKilledToo() throws Exception {
        assertEquals(Verdict.of(true), run("(" + sleep + " 71 &) ; exit 0", LONG));
        assertNothingIsLeft();
        // A grandchild that holds the error stream does not keep the caller waiting.
        long start = System.nanoTime();
        assertEquals("sh ended with exit code 5", problem(run("(" + sleep + " 72 &) ; exit 5", LONG)));
        assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(1));
        assertNothingIsLeft();
    }

    @Test
    void anInterruptKillsItToo() throws Exception {
        Thread caller = new Thread(() -> assertThrows(InterruptedException.class, () -> run(sleep + " 81", LONG)));
        caller.start();
        while (sleeping().isEmpty()) {
            Thread.sleep(20);
        }
        caller.interrupt();
        caller.join();
        assertNothingIsLeft();
    }

    @Test
    void aProgramThatCannotBeStartedIsAProblem() throws Exception {
        Path file = Files.writeString(folder.resolve("judge"), "no program");
        assertTrue(file.toFile().setExecutable(true));
        try (Verifier verifier = new CommandVerifier(List.of(file.toString()), LONG)) {
            assertFalse(verifier.verify(new Response("", "", new JsonPrimitive("2")))
                    .problem()
                    .isEmpty());
        }
    }

    private static Verdict run(String script, Duration timeLimit) throws InterruptedException {
        try (Verifier verifier = new CommandVerifier(List.of("sh", "-c", script), timeLimit)) {
            return verifier.verify(new Response("1+1?", "two\nor \"2\" ✓", new JsonPrimitive("2")));
        }
    }

    private static String problem(Verdict verdict) {
        assertEquals(0, verdict.score());
        return verdict.problem().orElseThrow();
    }

    /** Processes that this test's programs have started and that sleep. */
    private List<ProcessHandle> sleeping() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains(sleep + " "))
                        .isPresent())
                .toList();
    }

    private void assertNothingIsLeft() throws InterruptedException {
        for (int i = 0; i < 3000 && !sleeping().isEmpty(); i++) {
            Thread.sleep(20);
        }
        assertEquals(List.of(), sleeping());
    }
}
