package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.files.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes a stream into files of a given size, NAME.000, NAME.001 and so on, and knows the SHA-256 of each. */
final class PartStream extends OutputStream {

    /** A finished part. */
    record Part(String name, String sha256) {}

    private final Path folder;
    private final String name;
    private final long size;
    private final List<Part> parts = new ArrayList<>();
    private final MessageDigest digest = Sha256.digest();
    private OutputStream out;
    private long left;

    PartStream(Path folder, String name, long size) {
        this.folder = folder;
        this.name = name;
        this.size = size;
    }

    /** All parts, in order; complete once this stream is closed. */
    List<Part> parts() {
        return List.copyOf(parts);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int done = 0;
        while (done < length) {
            if (left == 0) {
                finishPart();
                out = new BufferedOutputStream(Files.newOutputStream(folder.resolve(partName())));
                left = size;
            }
            int count = (int) Math.min(left, length - done);
            out.write(bytes, offset + done, count);
            digest.update(bytes, offset + done, count);
            left -= count;
            done += count;
        }
    }

    private String partName() {
        return String.format("%s.%03d", name, parts.size());
    }

    private void finishPart() throws IOException {
        if (out != null) {
            out.close();
            out = null;
            parts.add(new Part(partName(), HexFormat.of().formatHex(digest.digest())));
        }
    }

    @Override
    public void close() throws IOException {
        finishPart();
    }
}
