package dev.smoltulu.tools.bundle;

import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a folder holds, in the order of the names. */
final class Listing {

    private Listing() {}

    /** The entries of a folder. */
    static List<Path> of(Path folder) {
        return list(folder, 1).stream().filter(path -> !path.equals(folder)).toList();
    }

    /** A folder and everything in it; links are not followed. */
    static List<Path> tree(Path folder) {
        return list(folder, Integer.MAX_VALUE);
    }

    private static List<Path> list(Path folder, int depth) {
        try (Stream<Path> tree = Files.walk(folder, depth)) {
            return tree.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw UserError.failed(folder + " cannot be read (" + e + ")", e);
        }
    }
}
