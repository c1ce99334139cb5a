package dev.smoltulu.verifiers.ifeval;

import static dev.smoltulu.base.python.PythonRegex.Flag.MULTILINE;

import dev.smoltulu.base.python.PythonJsonSyntax;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import java.util.List;

/** Instructions on markup. */
final class Format {

    private static final PythonRegex STAR_BULLET = PythonRegex.compile("^\\s*\\*[^\\*].*$", MULTILINE);
    private static final PythonRegex DASH_BULLET = PythonRegex.compile("^\\s*-.*$", MULTILINE);
    private static final PythonRegex ITALIC = PythonRegex.compile("\\*[^\\n\\*]*\\*");
    private static final PythonRegex BOLD = PythonRegex.compile("\\*\\*[^\\n\\*]*\\*\\*");
    private static final PythonRegex TITLE = PythonRegex.compile("<<[^\\n]+>>");
    private static final List<String> ANSWERS = List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");
    /** What may open a block of JSON; each is taken away once, in this order. */
    private static final List<String> FENCES = List.of("```json", "```Json", "```JSON", "```");

    private Format() {}

    /** Exactly so many lines that begin with a star or a dash. */
    static Check numberBulletLists(Arguments arguments) {
        int bullets = arguments.count("num_bullets");
        return response -> STAR_BULLET.count(response) + DASH_BULLET.count(response) == bullets;
    }

    /** One of three sentences occurs. */
    static Check constrainedResponse(Arguments arguments) {
        return response -> ANSWERS.stream().anyMatch(response::contains);
    }

    /** At least so many highlights that are not blank, between single or double stars. */
    static Check numberHighlightedSections(Arguments arguments) {
        int highlights = arguments.count("num_highlights");
        return response -> {
            long italic = ITALIC.findAll(response).stream()
                    .filter(match -> !PythonText.isBlank(PythonText.strip(match, '*')))
                    .count();
            long bold = BOLD.findAll(response).stream()
                    .filter(match -> !PythonText.isBlank(match.substring(2, match.length() - 2)))
                    .count();
            return italic + bold >= highlights;
        };
    }

    /** At least so many headings such as {@code Section 1}. */
    static Check multipleSections(Arguments arguments) {
        String mark = PythonText.strip(arguments.text("section_spliter"));
        PythonRegex heading = arguments.regex("section_spliter", "\\s?" + mark + "\\s?\\d+\\s?");
        int sections = arguments.count("num_sections");
        return response -> heading.split(response).size() - 1 >= sections;
    }

    /** All of the response is JSON; a Markdown fence around it is allowed. */
    static Check json(Arguments arguments) {
        return response -> {
            String text = PythonText.strip(response);
            for (String fence : FENCES) {
                text = PythonText.removePrefix(text, fence);
            }
            return PythonJsonSyntax.accepts(PythonText.strip(PythonText.removeSuffix(text, "```")));
        };
    }

    /** A {@code <<title>>} that is not blank. */
    static Check title(Arguments arguments) {
        return response -> TITLE.findAll(response).stream()
                .map(match -> PythonText.stripTrailing(PythonText.stripLeading(match, '<'), '>'))
                .anyMatch(title -> !PythonText.isBlank(title));
    }
}
