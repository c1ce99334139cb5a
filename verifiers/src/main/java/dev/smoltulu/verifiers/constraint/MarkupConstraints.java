package dev.smoltulu.verifiers.constraint;

import static dev.smoltulu.base.python.PythonRegex.Flag.MULTILINE;

import dev.smoltulu.base.python.PythonJsonSyntax;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Rules;
import java.util.List;
import java.util.function.Predicate;

/** Constraints on markup, and the choice between options. */
final class MarkupConstraints {

    private static final PythonRegex PLACEHOLDER = PythonRegex.compile("\\[(.*?)\\]");
    private static final PythonRegex BULLET = PythonRegex.compile("^\\s*[*-]\\s", MULTILINE);
    private static final PythonRegex TITLE = PythonRegex.compile("<<(.*?)>>");
    private static final PythonRegex HIGHLIGHT = PythonRegex.compile("\\*(.*?)\\*");
    private static final PythonRegex FILLED_HIGHLIGHT = PythonRegex.compile("(\\*\\*?)([^\\n*]+)\\1");

    private MarkupConstraints() {}

    /** At least so many {@code [placeholders]}. Published: any response, for its verdict is never looked at. */
    static Predicate<String> placeholders(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        return switch (rules) {
            case PUBLISHED -> response -> true;
            case CORRECTED -> response -> PLACEHOLDER.count(response) >= wanted;
        };
    }

    /**
     * Exactly so many bullets. Published: every line that begins with a star or a dash is one, so are bold text and
     * rulers.
     */
    static Predicate<String> bullets(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        return switch (rules) {
            case PUBLISHED ->
                response -> PythonText.split(response, "\n").stream()
                                .map(PythonText::strip)
                                .filter(line -> line.startsWith("*") || line.startsWith("-"))
                                .count()
                        == wanted;
            case CORRECTED ->
                response -> PythonText.split(response, "\n").stream()
                                .filter(BULLET::found)
                                .count()
                        == wanted;
        };
    }

    /** A {@code <<title>>}. Published: it may be blank. */
    static Predicate<String> title(ConstraintArguments arguments, Rules rules) {
        return switch (rules) {
            case PUBLISHED -> TITLE::found;
            case CORRECTED ->
                response -> TITLE.findAllGroups(response).stream().anyMatch(title -> !PythonText.isBlank(title.get(0)));
        };
    }

    /**
     * One of the options is in the response. Published: the other way round, so that any part of an option will do,
     * even an empty response.
     */
    static Predicate<String> choice(ConstraintArguments arguments, Rules rules) {
        List<String> options = arguments.texts("options");
        return switch (rules) {
            case PUBLISHED -> response -> options.stream().anyMatch(option -> option.contains(response));
            case CORRECTED -> response -> options.stream().anyMatch(response::contains);
        };
    }

    /** At least so many highlights between stars. Published: the two stars around bold text are two empty ones. */
    static Predicate<String> highlights(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        return switch (rules) {
            case PUBLISHED -> response -> HIGHLIGHT.count(response) >= wanted;
            case CORRECTED ->
                response -> FILLED_HIGHLIGHT.findAllGroups(response).stream()
                                .filter(match -> !PythonText.isBlank(match.get(1)))
                                .count()
                        >= wanted;
        };
    }

    /** All of the response is JSON. */
    static Predicate<String> json(ConstraintArguments arguments, Rules rules) {
        return PythonJsonSyntax::accepts;
    }
}
