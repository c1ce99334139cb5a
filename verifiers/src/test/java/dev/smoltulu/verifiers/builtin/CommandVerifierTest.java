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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the user's. */
@EnabledOnOs({OS.LINUX, OS.MAC})
final class CommandVerifierTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(700);
    /** Runs of what depends on which of two threads comes first. */
    private static final int RACES = 30;

    @TempDir
    private Path folder;

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
        String script = "sleep 61 & (sleep 62 &) ; (trap '' TERM HUP INT; sleep 63; sleep 64) & echo $$ > "
                + folder.resolve("pid") + "; sleep 65";
        long start = System.nanoTime();
        assertEquals("sh took longer than 700 ms", problem(run(script, SHORT)));
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20));
        assertNothingIsLeft(6);
    }

    @Test
    void whatItLeavesBehindIsKilledToo() throws Exception {
        assertEquals(Verdict.of(true), run("(sleep 71 &) ; echo $$ > " + folder.resolve("pid") + "; exit 0", LONG));
        assertNothingIsLeft(7);
        // A grandchild that holds the error stream does not keep the caller waiting.
        long start = System.nanoTime();
        assertEquals("sh ended with exit code 5", problem(run("(sleep 72 &) ; exit 5", LONG)));
        assertTrue(System.nanoTime() - start < TimeUnit.SECONDS.toNanos(20));
        assertNothingIsLeft(7);
    }

    @Test
    void anInterruptKillsItToo() throws Exception {
        Thread caller = new Thread(() -> assertThrows(InterruptedException.class, () -> run("sleep 81", LONG)));
        caller.start();
        while (sleeping(8).isEmpty()) {
            Thread.sleep(20);
        }
        caller.interrupt();
        caller.join();
        assertNothingIsLeft(8);
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

    /** Processes that sleep for so many tens of seconds. */
    private static List<ProcessHandle> sleeping(int tens) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.matches(".*\\bsleep " + tens + "\\d"))
                        .isPresent())
                .toList();
    }

    private static void assertNothingIsLeft(int tens) throws InterruptedException {
        for (int i = 0; i < 100 && !sleeping(tens).isEmpty(); i++) {
            Thread.sleep(20);
        }
        assertEquals(List.of(), sleeping(tens));
    }
}
