package dev.smoltulu.test.bundle;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A root folder with what the barest Linux with glibc has: a shell, coreutils, tar and gzip, the C and C++ libraries.
 * Programs in it see no network and no process but their own.
 */
final class BareRoot {

    private static final List<String> PROGRAMS = List.of(
            "sh", "cat", "dirname", "basename", "readlink", "uname", "mkdir", "env", "sha256sum", "tar", "gzip");
    private static final List<String> LIBRARIES = List.of(
            "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libstdc++.so.6", "libgcc_s.so.1");
    private static final List<String> SPACES =
            List.of("unshare", "--user", "--map-root-user", "--net", "--mount", "--pid", "--fork");
    private static final Pattern FILE = Pattern.compile("(/\\S+)");

    /** How a program ended. */
    record Ended(int code, String text) {}

    private final Path root;

    private BareRoot(Path root) {
        this.root = root;
    }

    /** Makes one in {@code root}; skips the test where this machine does not let programs be shut in. */
    static BareRoot create(Path root) throws Exception {
        BareRoot bare = new BareRoot(root);
        for (String folder : List.of("bin", "lib64", "proc", "dev", "tmp")) {
            Files.createDirectories(root.resolve(folder));
        }
        for (String program : PROGRAMS) {
            Path file = find(List.of("/bin", "/usr/bin"), program).orElseThrow().toRealPath();
            Files.copy(file, root.resolve("bin").resolve(program), StandardCopyOption.COPY_ATTRIBUTES);
            Matcher needs =
                    FILE.matcher(execute(List.of("ldd", file.toString())).text());
            while (needs.find()) {
                bare.copyLibrary(Path.of(needs.group(1)));
            }
        }
        for (String library : LIBRARIES) {
            find(
                            List.of(
                                    "/lib/x86_64-linux-gnu",
                                    "/usr/lib/x86_64-linux-gnu",
                                    "/lib/aarch64-linux-gnu",
                                    "/usr/lib/aarch64-linux-gnu",
                                    "/lib64",
                                    "/usr/lib64"),
                            library)
                    .ifPresent(bare::copyLibrary);
        }
        Ended probe = bare.run("true");
        Assumptions.assumeTrue(
                probe.code() == 0,
                "skipped: programs cannot be shut into a folder here (unshare, " + "chroot): "
                        + probe.text().strip());
        return bare;
    }

    private static Optional<Path> find(List<String> folders, String name) {
        return folders.stream()
                .map(folder -> Path.of(folder, name))
                .filter(Files::exists)
                .findFirst();
    }

    /** To the same place inside, where the linker looks. */
    private void copyLibrary(Path library) {
        Path copy = root.resolve(library.toString().substring(1).replaceFirst("^usr/", ""));
        try {
            Files.createDirectories(copy.getParent());
            if (!Files.exists(copy)) {
                Files.copy(library.toRealPath(), copy);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A path inside, seen from outside. */
    Path outside(String inside) {
        return root.resolve(inside.substring(1));
    }

    /** Names of the files under /tmp, where programs run. */
    List<String> left() throws IOException {
        try (Stream<Path> files = Files.list(root.resolve("tmp"))) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Runs a shell's command line inside, in /tmp, without a home and with no variable but PATH. */
    Ended run(String line) throws Exception {
        String chroot = find(List.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"), "chroot")
                .map(Path::toString)
                .orElse("chroot");
        List<String> command = new ArrayList<>(SPACES);
        command.addAll(List.of(
                "sh",
                "-c",
                "mount -t proc proc \"$1/proc\" && mount --rbind /dev \"$1/dev\" && exec " + chroot
                        + " \"$1\" /bin/env -i PATH=/bin /bin/sh -c \"cd /tmp; $2\"",
                "sh",
                root.toString(),
                line));
        return execute(command);
    }

    private static Ended execute(List<String> command) throws Exception {
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException notThere) {
            return new Ended(127, notThere.getMessage());
        }
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }
}
