package dev.smoltulu.verifiers.builtin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** That final answers are judged in time, whatever they are, and that no process outlives its verifier. */
final class MathLimitsTest {

    /** Millions of characters, deep nesting, numbers without end: an answer within the limit, and threads go on. */
    @ParameterizedTest
    @MethodSource("hostile")
    void hostileAnswersAreDoneInTime(String what, String response, String truth) throws Exception {
        try (Verifier verifier = new MathVerifier(Rules.CORRECTED, Duration.ofSeconds(1))) {
            long start = System.nanoTime();
            assertEquals(0, MathVerifierTest.verify(verifier, response, truth).score(), what);
            // The limit, and the start of computer algebra on a busy machine.
            assertTrue(System.nanoTime() - start < TimeUnit.MINUTES.toNanos(2), what);
        }
        assertEquals(List.of(), algebra(0));
    }

    @Test
    void aProofWithoutEndIsKilledAndTheNextOneSucceeds() throws Exception {
        try (Verifier verifier = new MathVerifier(Rules.PUBLISHED, Duration.ofSeconds(2))) {
            Verdict verdict = MathVerifierTest.verify(verifier, "\\boxed{9^{9^{9^{9^{9}}}}}", "9^{9^{9^{9^{8}}}}");
            assertEquals(0, verdict.score());
            assertTrue(verdict.problem().isPresent());
            assertEquals(List.of(), algebra(0));
        }
        try (Verifier verifier = new MathVerifier(Rules.PUBLISHED, Duration.ofMinutes(5))) {
            assertEquals(Verdict.of(true), MathVerifierTest.verify(verifier, "\\boxed{2\\sqrt{2}}", "\\sqrt{8}"));
            assertEquals(1, algebra(1).size());
        }
        assertEquals(List.of(), algebra(0));
    }

    @Test
    void anInterruptEndsTheProof() throws Exception {
        try (Verifier verifier = new MathVerifier(Rules.PUBLISHED, Duration.ofMinutes(5))) {
            Thread caller = new Thread(() -> assertThrows(
                    InterruptedException.class,
                    () -> MathVerifierTest.verify(verifier, "\\boxed{9^{9^{9^{9^{9}}}}}", "9^{9^{9^{9^{8}}}}")));
            caller.start();
            algebra(1);
            caller.interrupt();
            caller.join();
            assertEquals(List.of(), algebra(0));
        }
    }

    /** Processes of computer algebra, the only Java that these tests start, once there are so many or a minute is over. */
    private static List<ProcessHandle> algebra(int expected) throws InterruptedException {
        for (int i = 0; ; i++) {
            List<ProcessHandle> processes = ProcessHandle.current()
                    .children()
                    .filter(ProcessHandle::isAlive)
                    .filter(process -> process.info().command().orElse("").endsWith("/java"))
                    .toList();
            if (processes.size() == expected || i == 3000) {
                return processes;
            }
            Thread.sleep(20);
        }
    }

    static Stream<Arguments> hostile() {
        int million = 1_000_000;
        return Stream.of(
                Arguments.of("digits", "1".repeat(million), "1"),
                Arguments.of("digits in a box", "\\boxed{" + "1".repeat(million) + "}", "1"),
                Arguments.of("open braces", "\\boxed" + "{".repeat(million), "1"),
                Arguments.of("braces", "\\boxed" + "{".repeat(million) + "1" + "}".repeat(million), "1"),
                Arguments.of("boxes", "\\boxed{".repeat(million / 7), "1"),
                Arguments.of("boxes with spaces", "\\boxed ".repeat(million / 7), "1"),
                Arguments.of("dollars", "$".repeat(million) + "2", "1"),
                Arguments.of("sentences", "Final Answer: The final answer is".repeat(million / 33), "1"),
                Arguments.of("texts", "\\text{".repeat(million / 6), "1"),
                Arguments.of(
                        "a tower of fractions",
                        "\\boxed{" + "\\frac{1}{1+".repeat(million / 12) + "1" + "}".repeat(million / 12) + "}",
                        "1"),
                Arguments.of("brackets", "\\boxed{" + "(".repeat(400) + "1" + ")".repeat(400) + "}", "2"),
                Arguments.of("roots", "\\boxed{" + "\\sqrt".repeat(160) + "2}", "2"),
                Arguments.of("a tower of powers", "\\boxed{9^{9^{9^{9^{9}}}}}", "9^{9^{9^{9^{8}}}}"),
                Arguments.of("a factorial of a factorial", "\\boxed{99!!!}", "99!!!+1"),
                Arguments.of("a long product", "\\boxed{" + "(x+y)".repeat(150) + "}", "(x+y)^{150}+1"),
                Arguments.of("spaces", " ".repeat(million) + "x", "1"),
                Arguments.of("line ends", "\n".repeat(million) + "x", "1"));
    }
}
