package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Enumeration;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Copies a program's jars without the native libraries in them, and puts those of one platform into one folder. */
final class ProgramFiles {

    private final Platform platform;
    private final Path jars;
    private final Path natives;

    /**
     * Nothing copied yet.
     *
     * @param jars    folder of the jars
     * @param natives folder of the native libraries
     */
    ProgramFiles(Platform platform, Path jars, Path natives) {
        this.platform = platform;
        this.jars = jars;
        this.natives = natives;
    }

    /** Copies every element of a class path. Of native libraries with one name the first is taken. */
    void copy(List<Path> classpath) {
        for (Path element : classpath) {
            try {
                if (Files.isDirectory(element)) {
                    pack(element);
                } else if (Files.exists(element)) {
                    copyJar(element);
                }
            } catch (IOException e) {
                throw UserError.failed(
                        element + " cannot be copied into the bundle (" + e + "); free disk space or "
                                + "build the program anew",
                        e);
            }
        }
    }

    private void copyJar(Path jar) throws IOException {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            if (zip.stream().noneMatch(entry -> Platform.isNative(entry.getName()))) {
                Files.copy(jar, free(jar.getFileName().toString()));
                return;
            }
            if (zip.stream().anyMatch(ProgramFiles::isCode)) {
                trim(zip, free(jar.getFileName().toString()));
            }
            unpackNatives(zip);
        }
    }

    /** Jars that hold native libraries alone have at most a module's description. */
    private static boolean isCode(ZipEntry entry) {
        return entry.getName().endsWith(".class") && !entry.getName().endsWith("module-info.class");
    }

    private static void trim(ZipFile zip, Path target) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(target))) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (!Platform.isNative(entry.getName())) {
                    out.putNextEntry(new ZipEntry(entry.getName()));
                    try (InputStream in = zip.getInputStream(entry)) {
                        in.transferTo(out);
                    }
                }
            }
        }
    }

    private void unpackNatives(ZipFile zip) throws IOException {
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            String name = entry.getName();
            Path target = natives.resolve(name.substring(name.lastIndexOf('/') + 1));
            if (Platform.isNative(name) && platform.isMine(name) && !name.endsWith(".a") && !Files.exists(target)) {
                try (InputStream in = zip.getInputStream(entry)) {
                    Files.copy(in, target);
                }
            }
        }
    }

    /** A module that was compiled but not packed, as development tools run it. */
    private void pack(Path classes) throws IOException {
        Path named = classes.toAbsolutePath().normalize();
        String module = named.getNameCount() > 2
                ? named.getName(named.getNameCount() - 3).toString()
                : "classes";
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(free(module + ".jar")));
                Stream<Path> tree = Files.walk(classes)) {
            for (Path file : tree.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Path free(String name) {
        Path path = jars.resolve(name);
        for (int i = 2; Files.exists(path); i++) {
            path = jars.resolve(i + "-" + name);
        }
        return path;
    }

    /** Copies a file, or a folder with all in it; links are followed, so that the copy needs nothing else. */
    static void copyTree(Path source, Path target) {
        try (Stream<Path> tree = Files.walk(source, java.nio.file.FileVisitOption.FOLLOW_LINKS)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Path copy = target.resolve(source.relativize(path).toString()).normalize();
                if (Files.isDirectory(path)) {
                    Files.createDirectories(copy);
                } else {
                    Files.createDirectories(copy.getParent());
                    Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw UserError.failed(
                    source + " cannot be copied into the bundle (" + e + "); check that it can be read "
                            + "and free disk space",
                    e);
        }
    }
}
