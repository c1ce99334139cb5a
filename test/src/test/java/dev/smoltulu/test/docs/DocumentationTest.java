package dev.smoltulu.test.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.test.docs.Pages.Page;
import dev.smoltulu.tools.Main;
import dev.smoltulu.tools.verbs.Help;
import dev.smoltulu.tools.verbs.VerbEntry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What README, docs/ and recipes/ name exists: linked files, verbs with their flags, classes. */
class DocumentationTest {

    /** A command up to its end or a comment after it. */
    private static final Pattern COMMAND = Pattern.compile("(?:^|[\\s/(])smoltulu ([a-z]+)(?: +(?!\\s|#)|$)([^#]*)");

    private static final Pattern FLAG = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9-]*");
    private static final Pattern CLASS =
            Pattern.compile("(?:[a-z]+\\.)*([A-Z][a-z0-9]+(?:[A-Z][A-Za-z0-9]*)+)(?:\\.[a-z]\\w*)?");
    private static final Pattern SOURCE = Pattern.compile("(?:.*/)?(\\w+\\.java)");
    private static final Pattern WORD = Pattern.compile("\\b[A-Z]\\w+\\b");
    private static final int COLUMNS = 100;

    private final Map<String, Set<String>> flags =
            Arrays.stream(VerbEntry.values()).collect(Collectors.toMap(VerbEntry::word, DocumentationTest::flags));

    private static Set<String> flags(VerbEntry verb) {
        Set<String> flags = flags(Help.of(verb, verb.create(Main.program()), COLUMNS))
                .collect(Collectors.toCollection(HashSet::new));
        flags.add("--help");
        return flags;
    }

    private static Stream<String> flags(String text) {
        return FLAG.matcher(text).results().map(MatchResult::group);
    }

    @Test
    void linksLeadToFiles() {
        List<String> broken = Pages.markdown().stream()
                .flatMap(
                        page -> page.links().filter(link -> !exists(page, link)).map(link -> page.file() + ": " + link))
                .toList();
        assertEquals(List.of(), broken);
    }

    private static boolean exists(Page page, String link) {
        Path folder = Pages.repository().resolve(page.file()).getParent();
        return Files.exists(folder.resolve(link.replaceFirst("#.*", "")));
    }

    @Test
    void commandsNameVerbsAndTheirFlags() {
        int commands = 0;
        Set<String> wrong = new TreeSet<>();
        for (Page page : Stream.concat(Pages.markdown().stream(), Pages.recipes().stream())
                .toList()) {
            for (String code : page.code()) {
                for (MatchResult command : COMMAND.matcher(code).results().toList()) {
                    commands++;
                    Set<String> known = flags.getOrDefault(command.group(1), Set.of());
                    if (known.isEmpty()) {
                        wrong.add(page.file() + ": no verb " + command.group(1));
                    }
                    flags(command.group(2))
                            .filter(flag -> !known.contains(flag))
                            .forEach(flag -> wrong.add(page.file() + ": " + command.group(1) + " has no " + flag));
                }
            }
        }
        assertEquals(Set.of(), wrong);
        assertTrue(commands > 100, "only " + commands + " commands were found");
    }

    /** A flag that stands alone is one of some verb or of a benchmark. */
    @Test
    void flagsExist() {
        String benchmarks = Pages.files(Pages.repository().resolve("bench"), ".java", ".py").stream()
                .map(Pages::text)
                .collect(Collectors.joining());
        Set<String> known = flags.values().stream().flatMap(Set::stream).collect(Collectors.toSet());
        List<String> unknown = codeOfPages(code -> code.startsWith("--")
                ? flags(code).filter(flag -> !known.contains(flag) && !benchmarks.contains("\"" + flag + "\""))
                : Stream.empty());
        assertEquals(List.of(), unknown);
    }

    /** Classes and operators in backquotes occur in the sources, so that none outlives a new name. */
    @Test
    void classesExist() {
        List<Path> sources = Pages.files(Pages.repository(), ".java", ".py");
        Set<String> files =
                sources.stream().map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        Set<String> words = sources.stream()
                .flatMap(file -> WORD.matcher(Pages.text(file)).results().map(MatchResult::group))
                .collect(Collectors.toSet());
        List<String> unknown = codeOfPages(code -> {
            var source = SOURCE.matcher(code);
            if (source.matches()) {
                return files.contains(source.group(1)) ? Stream.empty() : Stream.of(code);
            }
            var name = CLASS.matcher(code);
            return name.matches() && !words.contains(name.group(1)) ? Stream.of(code) : Stream.empty();
        });
        assertEquals(List.of(), unknown);
    }

    private static List<String> codeOfPages(Function<String, Stream<String>> unknown) {
        return Pages.markdown().stream()
                .flatMap(page -> page.code().stream().flatMap(unknown).map(name -> page.file() + ": " + name))
                .toList();
    }
}
