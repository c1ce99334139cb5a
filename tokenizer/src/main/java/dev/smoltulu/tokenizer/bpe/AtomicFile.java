package dev.smoltulu.tokenizer.bpe;

import dev.smoltulu.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Text files that are there whole or not at all: written beside their place, forced to disk, then renamed. */
public final class AtomicFile {

    private AtomicFile() {
    }

    /**
     * Writes {@code text} in UTF-8 to {@code file}, replacing what is there; makes the folder if it is missing.
     *
     * @throws UserError if the disk or the folder refuses it; an older file is then untouched
     */
    public static void write(Path file, String text) {
        Path partial = file.resolveSibling("." + file.getFileName() + ".partial");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(partial, StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            partial.toFile().delete();
            throw UserError.failed("cannot write " + file + " (" + e.getClass().getSimpleName() + ": "
                    + e.getMessage() + "): choose a folder that can be written and has space", e);
        }
    }
}
