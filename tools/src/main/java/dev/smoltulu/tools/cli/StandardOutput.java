package dev.smoltulu.tools.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The process's output with a memory for its first failure: {@link PrintStream} keeps quiet about it, and only a full
 * disk, not a reader that has read enough, is worth a message.
 */
public final class StandardOutput {

    private final OutputStream target;
    private IOException failure;

    StandardOutput(OutputStream target) {
        this.target = target;
    }

    /** Descriptor 1 of this process. */
    public static StandardOutput ofProcess() {
        return new StandardOutput(new FileOutputStream(FileDescriptor.out));
    }

    /** Writes text here, in the terminal's encoding. */
    public PrintStream stream() {
        return new PrintStream(new Remembering(), false, charset());
    }

    /** UTF-8 where the locale names no encoding or only ASCII: terminals of today read it anyhow. */
    public static Charset charset() {
        String name = System.getProperty("stdout.encoding", System.getProperty("native.encoding", "UTF-8"));
        if (!Charset.isSupported(name)) {
            return StandardCharsets.UTF_8;
        }
        Charset charset = Charset.forName(name);
        return charset.equals(StandardCharsets.US_ASCII) ? StandardCharsets.UTF_8 : charset;
    }

    /** Why output was lost, if it was and somebody wanted it. */
    public Optional<String> loss() {
        return Optional.ofNullable(failure)
                .map(cause -> String.valueOf(cause.getMessage()))
                .filter(reason -> !reason.contains("Broken pipe") && !reason.contains("The pipe"));
    }

    private final class Remembering extends OutputStream {

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                target.write(bytes, from, count);
            } catch (IOException failed) {
                failure = failure == null ? failed : failure;
                throw failed;
            }
        }
    }
}
