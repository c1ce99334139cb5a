package dev.smoltulu.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.base.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DownloadLineTest {

    private static final long SECOND = 1_000_000_000L;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private long now;

    @Test
    void drawsOverOneLineOnATerminalAndLeavesNothing() {
        Console.DownloadLine line = line(new Terminal(true, 80));
        line.advanced("config.json", 50, 100);
        now += SECOND / 100;
        line.advanced("config.json", 51, 100);
        line.advanced("config.json", 100, 100);
        assertEquals("\r\u001b[Kdownloading config.json   50%  50 bytes of 100 bytes\r\u001b[K", written());
    }

    @Test
    void isCutToTheTerminal() {
        line(new Terminal(true, 20)).advanced("model.safetensors", 1, 100);
        assertEquals("\r\u001b[Kdownloading model.s", written());
    }

    @Test
    void writesALineEveryTenSecondsElsewhere() {
        Console.DownloadLine line = line(Terminal.none());
        for (int second = 0; second <= 25; second++) {
            now = second * SECOND;
            line.advanced("model.safetensors", second * 1_000_000L, 30_000_000);
        }
        assertEquals(
                "downloading model.safetensors   33%  10.0 MB of 30.0 MB" + System.lineSeparator()
                        + "downloading model.safetensors   66%  20.0 MB of 30.0 MB" + System.lineSeparator(),
                written());
    }

    private Console.DownloadLine line(Terminal terminal) {
        return new Console.DownloadLine(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, () -> now);
    }

    private String written() {
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
