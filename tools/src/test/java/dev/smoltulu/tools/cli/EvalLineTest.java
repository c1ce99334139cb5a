package dev.smoltulu.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.base.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class EvalLineTest {

    private static final String CLEAR = "\r\u001b[K";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long nanos;

    private EvalLine line(Terminal terminal) {
        return new EvalLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> nanos);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aTerminalsLineIsDrawnOverAndTakenAway() {
        try (EvalLine line = line(new Terminal(true, 80))) {
            line.advanced("perplexity", "tokens", 1000, 5000);
            nanos = 50_000_000L;
            line.advanced("perplexity", "tokens", 1500, 5000);
            nanos = 2_000_000_000L;
            line.advanced("perplexity", "tokens", 3000, 5000);
        }
        assertEquals(
                CLEAR + "perplexity   20%  1,000 of 5,000 tokens" + CLEAR
                        + "perplexity   60%  3,000 of 5,000 tokens  1000 tokens/s  0:02 left" + CLEAR,
                written());
    }

    @Test
    void elsewhereALineComesEveryTenSeconds() {
        try (EvalLine line = line(Terminal.none())) {
            line.advanced("perplexity", "tokens", 1000, 50_000);
            nanos = 9_000_000_000L;
            line.advanced("perplexity", "tokens", 9000, 50_000);
            nanos = 10_000_000_000L;
            line.advanced("perplexity", "tokens", 11_000, 50_000);
        }
        assertEquals(
                "perplexity   22%  11,000 of 50,000 tokens  1000 tokens/s  0:39 left" + System.lineSeparator(),
                written());
    }
}
