package dev.smoltulu.trainer.run;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.graphs.config.LlamaConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/** A SHA-256 over everything that a result depends on, added piece by piece. */
public final class Fingerprint {

    private static final int CHUNK = 1 << 20;

    private final MessageDigest digest = Sha256.digest();

    public Fingerprint add(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return add(bytes.length, bytes);
    }

    private Fingerprint add(long length, byte[] bytes) {
        // With its length, so that pieces cannot run into one another.
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            digest.update((byte) (length >>> shift));
        }
        digest.update(bytes);
        return this;
    }

    /**
     * The file's content.
     *
     * @throws UserError when it cannot be read
     */
    public Fingerprint add(Path file) {
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            add(Files.size(file), new byte[0]);
            for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
                digest.update(chunk, 0, count);
            }
            return this;
        } catch (IOException failed) {
            throw UserError.failed(file + ": cannot be read (" + failed + ")", failed);
        }
    }

    /**
     * A model folder's configuration and weights.
     *
     * @throws UserError when they cannot be read
     */
    public Fingerprint addModel(Path folder, LlamaConfig config) {
        add(config.toJson());
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, "model*.safetensors")) {
            entries.forEach(files::add);
        } catch (IOException failed) {
            throw UserError.failed(folder + ": cannot be listed (" + failed + ")", failed);
        }
        Collections.sort(files);
        files.forEach(this::add);
        return this;
    }

    /** The sum over all that was added, in hexadecimal; nothing can be added after it. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
