package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.UserError;
import dev.smoltulu.runtime.cuda.CudaLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java of this machine's JDK, cut down to what the program uses. */
final class RuntimeImage {

    /**
     * java.desktop for the beans that templates are read with, java.security.jgss and java.sql for what reads Parquet
     * files, jdk.crypto.ec for the hub's certificates.
     */
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.desktop",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.security.jgss",
            "java.sql",
            "java.xml",
            "jdk.crypto.ec",
            "jdk.management",
            "jdk.unsupported");
    /** What a run loads; the others draw, play sounds and read cards. */
    private static final List<String> LOADED = List.of(
            "bin/java",
            "lib/libjli.so",
            "lib/libjava.so",
            "lib/libjimage.so",
            "lib/libzip.so",
            "lib/libnet.so",
            "lib/libnio.so",
            "lib/libextnet.so",
            "lib/libmanagement.so",
            "lib/libmanagement_ext.so",
            "lib/libverify.so",
            "lib/server/libjvm.so");
    /** Every Linux with glibc and a C++ library has these. */
    private static final Set<String> EVERYWHERE = Set.of(
            "libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "libstdc++.so.6", "libgcc_s.so.1");

    private static final Pattern DEPENDENCY = Pattern.compile("\\s*(\\S+) => (/\\S+) .*");

    private RuntimeImage() {}

    /** Links the image into {@code folder}, which does not exist yet. */
    static void link(Path folder) {
        Path jlink = Path.of(System.getProperty("java.home"), "bin", "jlink");
        if (!Files.isExecutable(jlink)) {
            throw UserError.failed("the Java in " + System.getProperty("java.home") + " has no jlink, which makes the "
                    + "bundle's own; install a JDK 17 or newer and set JAVA_HOME to it");
        }
        ChildProgram.run(List.of(
                jlink.toString(),
                "--add-modules",
                String.join(",", MODULES),
                "--output",
                folder.toString(),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages"));
    }

    /**
     * Copies the libraries that {@code folder}'s Java and {@code natives} take from this system into both, but for
     * those that every Linux has: distributions link their Java against libraries of their own.
     */
    static void addSystemLibraries(Path folder, Path natives) {
        LOADED.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .forEach(file -> copyNeeds(file, folder.resolve("lib")));
        for (Path library : Listing.of(natives)) {
            copyNeeds(library, natives);
        }
    }

    private static void copyNeeds(Path file, Path target) {
        List<String> lines = new ArrayList<>(
                ChildProgram.run(List.of("ldd", file.toString())).lines().toList());
        for (String line : lines) {
            Matcher dependency = DEPENDENCY.matcher(line);
            if (!dependency.matches() || EVERYWHERE.contains(dependency.group(1)) || isCuda(dependency.group(1))) {
                continue;
            }
            Path copy = target.resolve(dependency.group(1));
            try {
                if (!Files.exists(copy)
                        && !Files.exists(target.resolve("server").resolve(dependency.group(1)))) {
                    Files.copy(Path.of(dependency.group(2)), copy);
                }
            } catch (IOException e) {
                throw UserError.failed(copy + " cannot be written (" + e + "); free disk space", e);
            }
        }
    }

    /** Those have to fit each other and the driver: all of them come from the machine with the GPU. */
    private static boolean isCuda(String name) {
        return Arrays.stream(CudaLibrary.values())
                .anyMatch(library -> library.fileName().equals(name));
    }

    /** Lets the image's Java keep its own classes ready to use: it starts in half the time. */
    static void archiveClasses(Path folder) {
        ChildProgram.run(List.of(folder.resolve("bin/java").toString(), "-XX:+UseSerialGC", "-Xshare:dump"));
    }
}
