package dev.smoltulu.test.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository's documentation: Markdown pages and the comments of recipes. */
final class Pages {

    /** A page with its lines; those that end in a backslash are joined with the next. */
    record Page(Path file, List<String> lines) {

        /** Text in backquotes, and whole lines of indented or fenced blocks. */
        List<String> code() {
            List<String> code = new ArrayList<>();
            boolean fenced = false;
            for (String line : lines) {
                boolean fence = line.startsWith("```");
                fenced ^= fence;
                if (!fence && (fenced || line.startsWith("    ") || isRecipe())) {
                    code.add(line.strip());
                } else {
                    spans(line).forEach(code::add);
                }
            }
            return code;
        }

        private static Stream<String> spans(String line) {
            return SPAN.matcher(line).results().map((MatchResult span) -> span.group(1));
        }

        /** Every relative target of a link or image. */
        Stream<String> links() {
            return lines.stream()
                    .flatMap(line -> LINK.matcher(line).results())
                    .map((MatchResult link) -> link.group(1))
                    .filter(target -> !target.contains("://"));
        }

        private boolean isRecipe() {
            return file.toString().endsWith(".json");
        }
    }

    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

    private Pages() {}

    /** The folder that holds the modules. */
    static Path repository() {
        Path module = Path.of("").toAbsolutePath();
        return Files.exists(module.resolve("recipes")) ? module : module.getParent();
    }

    /** The pages at the top, docs/ and the benchmarks' page. */
    static List<Page> markdown() {
        List<Path> files = new ArrayList<>(List.of(
                repository().resolve("README.md"),
                repository().resolve("CHANGELOG.md"),
                repository().resolve("CONTRIBUTING.md"),
                repository().resolve("SECURITY.md"),
                repository().resolve("bench/README.md")));
        files.addAll(files(repository().resolve("docs"), ".md"));
        return files.stream().map(Pages::page).toList();
    }

    /** recipes/, whose comments have commands. */
    static List<Page> recipes() {
        return files(repository().resolve("recipes"), ".json").stream()
                .map(Pages::page)
                .toList();
    }

    /** All files of a folder whose names end so, but nothing that Maven wrote. */
    static List<Path> files(Path folder, String... ends) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> Stream.of(ends).anyMatch(file.toString()::endsWith))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Page page(Path file) {
        return new Page(
                repository().relativize(file),
                text(file).replaceAll("\\\\\\R\\s*(//)?\\s*", " ").lines().toList());
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
