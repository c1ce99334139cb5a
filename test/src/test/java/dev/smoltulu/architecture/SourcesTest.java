package dev.smoltulu.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules that only the sources show: where flags are named, how long a file is, that a package says what it is for. */
class SourcesTest {

    private static final Path ROOT = Path.of("..");
    private static final int MAX_LINES = 600;
    private static final Pattern STRING = Pattern.compile("\"(?:\\\\.|[^\"\\\\\n])*\"");
    /** A flag in a message, and not one that is handed to another program, such as --format=csv. */
    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z-]+(?![\\w-]*=)");

    private static final Set<String> ROOMS_WITH_FLAGS = Set.of("tools", "test", "bench", "spark");

    @Test
    void onlyToolsNamesFlags() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : mainSources()) {
            if (ROOMS_WITH_FLAGS.contains(room(file))) {
                continue;
            }
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                Matcher string = STRING.matcher(lines.get(i));
                while (string.find()) {
                    if (FLAG.matcher(string.group()).find()) {
                        found.add(ROOT.relativize(file) + ":" + (i + 1) + ": " + string.group());
                    }
                }
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void noFileIsLong() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : mainSources()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MAX_LINES) {
                found.add(ROOT.relativize(file) + ": " + lines + " lines");
            }
        }
        assertEquals(List.of(), found);
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        Set<Path> packages = new TreeSet<>();
        mainSources().forEach(file -> packages.add(file.getParent()));
        packages.removeIf(folder -> Files.exists(folder.resolve("package-info.java")));
        packages.removeIf(folder -> room(folder).equals("bench"));
        assertEquals(Set.of(), packages);
    }

    private static String room(Path path) {
        return ROOT.relativize(path).getName(0).toString();
    }

    private static List<Path> mainSources() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> rooms = Files.list(ROOT)) {
            for (Path room : rooms.sorted().toList()) {
                Path sources = room.resolve("src/main/java");
                if (Files.isDirectory(sources)) {
                    try (Stream<Path> tree = Files.walk(sources)) {
                        tree.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                    }
                }
            }
        }
        assertFalse(files.isEmpty(), "no sources in " + ROOT.toAbsolutePath());
        return files;
    }
}
