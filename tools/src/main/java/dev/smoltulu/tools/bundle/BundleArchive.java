package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;

/** A folder as a compressed archive in parts, with their hashes and a script that puts them together. */
final class BundleArchive {

    /** The folder that unpacking makes. */
    private static final String TOP = "smoltulu";

    private static final String JOIN = "join";
    private static final String HASHES = "SHA256SUMS";
    private static final int PROGRAM = 0755;
    private static final int FILE = 0644;

    private BundleArchive() {}

    /**
     * Writes the parts of {@code source} into {@code target}.
     *
     * @return the number of parts
     */
    static int write(Path source, Path target, String name, long partBytes) {
        PartStream parts = new PartStream(target, name + ".tar.gz", partBytes);
        try {
            try (parts;
                    TarArchiveOutputStream tar = new TarArchiveOutputStream(
                            new GzipCompressorOutputStream(parts), StandardCharsets.UTF_8.name())) {
                tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
                tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
                for (Path path : Listing.tree(source)) {
                    add(tar, path, TOP + "/" + source.relativize(path));
                }
            }
            Files.writeString(
                    target.resolve(HASHES),
                    parts.parts().stream()
                            .map(part -> part.sha256() + "  " + part.name() + "\n")
                            .collect(Collectors.joining()));
            writeScript(target.resolve(JOIN));
        } catch (IOException e) {
            throw UserError.failed(target + ": the archive cannot be written (" + e + "); free disk space", e);
        }
        return parts.parts().size();
    }

    private static void add(TarArchiveOutputStream tar, Path path, String name) throws IOException {
        if (Files.isSymbolicLink(path)) {
            TarArchiveEntry link = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            link.setLinkName(Files.readSymbolicLink(path).toString());
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            return;
        }
        boolean folder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        TarArchiveEntry entry = new TarArchiveEntry(folder ? name + "/" : name);
        entry.setLastModifiedTime(Files.getLastModifiedTime(path));
        entry.setMode(folder || Files.isExecutable(path) ? PROGRAM : FILE);
        entry.setSize(folder ? 0 : Files.size(path));
        tar.putArchiveEntry(entry);
        if (!folder) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
    }

    private static void writeScript(Path file) throws IOException {
        try (InputStream script = BundleArchive.class.getResourceAsStream(JOIN + ".sh");
                OutputStream out = Files.newOutputStream(file)) {
            script.transferTo(out);
        }
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException(file + " cannot be made executable");
        }
    }
}
