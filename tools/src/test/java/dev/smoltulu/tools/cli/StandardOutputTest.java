package dev.smoltulu.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

    @Test
    void aReaderThatHasReadEnoughIsNoLoss() {
        assertEquals(Optional.empty(), lossAfter("Broken pipe"));
    }

    @Test
    void aFullDiskIs() {
        assertEquals(Optional.of("No space left on device"), lossAfter("No space left on device"));
    }

    private static Optional<String> lossAfter(String reason) {
        StandardOutput output = new StandardOutput(new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw new IOException(reason);
            }
        });
        PrintStream stream = output.stream();
        stream.println("text");
        stream.flush();
        return output.loss();
    }
}
