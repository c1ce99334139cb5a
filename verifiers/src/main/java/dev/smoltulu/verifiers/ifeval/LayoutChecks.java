package dev.smoltulu.verifiers.ifeval;

import static dev.smoltulu.base.python.PythonRegex.Flag.MULTILINE;

import dev.smoltulu.base.python.PythonJsonSyntax;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Instructions on parts, markup, and how a response begins and ends. */
final class LayoutChecks {

    private static final PythonRegex PLACEHOLDER = PythonRegex.compile("\\[.*?\\]");
    private static final PythonRegex STAR_BULLET = PythonRegex.compile("^\\s*\\*[^\\*].*$", MULTILINE);
    private static final PythonRegex DASH_BULLET = PythonRegex.compile("^\\s*-.*$", MULTILINE);
    private static final PythonRegex ITALIC = PythonRegex.compile("\\*[^\\n\\*]*\\*");
    private static final PythonRegex BOLD = PythonRegex.compile("\\*\\*[^\\n\\*]*\\*\\*");
    private static final PythonRegex TITLE = PythonRegex.compile("<<[^\\n]+>>");
    private static final List<String> ANSWERS = List.of("My answer is yes.", "My answer is no.", "My answer is maybe.");
    /** What may open a block of JSON; each is taken away once, in this order. */
    private static final List<String> FENCES = List.of("```json", "```Json", "```JSON", "```");

    private static final PythonRegex DIVIDER = PythonRegex.compile("\\*{6}");

    private LayoutChecks() {}

    /** At least so many {@code [placeholders]}. */
    static Predicate<String> numberPlaceholders(Arguments arguments) {
        int placeholders = arguments.count("num_placeholders");
        return response -> PLACEHOLDER.count(response) >= placeholders;
    }

    /** A postscript anywhere. The two usual marks may have a space after a point; others are patterns. */
    static Predicate<String> postscript(Arguments arguments) {
        String mark = PythonText.strip(arguments.text("postscript_marker"));
        String pattern = switch (mark) {
            case "P.P.S" -> "\\s*p\\.\\s?p\\.\\s?s.*$";
            case "P.S." -> "\\s*p\\.\\s?s\\..*$";
            default -> "\\s*" + PythonText.lower(mark) + ".*$";
        };
        PythonRegex postscript = arguments.regex("postscript_marker", pattern, MULTILINE);
        return response -> postscript.found(PythonText.lower(response));
    }

    /** Exactly so many lines that begin with a star or a dash. */
    static Predicate<String> numberBulletLists(Arguments arguments) {
        int bullets = arguments.count("num_bullets");
        return response -> STAR_BULLET.count(response) + DASH_BULLET.count(response) == bullets;
    }

    /** One of three sentences occurs. */
    static Predicate<String> constrainedResponse(Arguments arguments) {
        return response -> ANSWERS.stream().anyMatch(response::contains);
    }

    /** At least so many highlights that are not blank, between single or double stars. */
    static Predicate<String> numberHighlightedSections(Arguments arguments) {
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
    static Predicate<String> multipleSections(Arguments arguments) {
        String mark = PythonText.strip(arguments.text("section_spliter"));
        PythonRegex heading = arguments.regex("section_spliter", "\\s?" + mark + "\\s?\\d+\\s?");
        int sections = arguments.count("num_sections");
        return response -> heading.split(response).size() - 1 >= sections;
    }

    /** All of the response is JSON; a Markdown fence around it is allowed. */
    static Predicate<String> json(Arguments arguments) {
        return response -> {
            String text = PythonText.strip(response);
            for (String fence : FENCES) {
                text = PythonText.removePrefix(text, fence);
            }
            return PythonJsonSyntax.accepts(PythonText.strip(PythonText.removeSuffix(text, "```")));
        };
    }

    /** A {@code <<title>>} that is not blank. */
    static Predicate<String> title(Arguments arguments) {
        return response -> TITLE.findAll(response).stream()
                .map(match -> PythonText.stripTrailing(PythonText.stripLeading(match, '<'), '>'))
                .anyMatch(title -> !PythonText.isBlank(title));
    }

    /** Two different answers with {@code ******} between them; only before the first and after the last may it end. */
    static Predicate<String> twoResponses(Arguments arguments) {
        return response -> {
            List<String> parts = DIVIDER.split(response);
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                String answer = PythonText.strip(parts.get(i));
                if (!answer.isEmpty()) {
                    answers.add(answer);
                } else if (i != 0 && i != parts.size() - 1) {
                    return false;
                }
            }
            return answers.size() == 2 && !answers.get(0).equals(answers.get(1));
        };
    }

    /** The request first, word for word but for case. */
    static Predicate<String> repeatPrompt(Arguments arguments) {
        String prompt = PythonText.lower(PythonText.strip(arguments.text("prompt_to_repeat")));
        return response -> PythonText.lower(PythonText.strip(response)).startsWith(prompt);
    }

    /** The phrase comes last, but for double quotes and case. */
    static Predicate<String> endChecker(Arguments arguments) {
        String phrase = PythonText.lower(PythonText.strip(arguments.text("end_phrase")));
        return response -> PythonText.lower(PythonText.strip(PythonText.strip(response), '"'))
                .endsWith(phrase);
    }

    /** Double quotes around all of the response. */
    static Predicate<String> quotation(Arguments arguments) {
        return response -> {
            String text = PythonText.strip(response);
            return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        };
    }
}
