package dev.smoltulu.tools.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The folder of the launcher: a source tree or a bundle. */
public final class ProgramHome {

    /** Set by the launcher. */
    public static final String PROPERTY = "smoltulu.home";

    private ProgramHome() {}

    /** The source tree, where the program was started from one. */
    public static Optional<Path> sourceTree() {
        return home().filter(home -> Files.isRegularFile(home.resolve("pom.xml")));
    }

    /** Whether the program was started from a bundle. */
    public static boolean isBundle() {
        return home().filter(home -> Files.isDirectory(home.resolve("runtime").resolve("bin")))
                .isPresent();
    }

    private static Optional<Path> home() {
        return Optional.ofNullable(System.getProperty(PROPERTY)).map(Path::of);
    }
}
