package dev.smoltulu.verifiers.constraint;

import static dev.smoltulu.base.python.PythonRegex.Flag.IGNORECASE;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Rules;
import java.util.List;
import java.util.function.Predicate;

/** Constraints on sentences, paragraphs, sections, and on how a response begins and ends. */
final class PartConstraints {

    private static final String NO_ABBREVIATION = "(?<!\\w\\.\\w.)(?<![A-Z][a-z]\\.)";
    private static final PythonRegex SENTENCE_END = PythonRegex.compile(NO_ABBREVIATION + "(?<=\\.|\\?)\\s");
    private static final PythonRegex ANY_SENTENCE_END = PythonRegex.compile(NO_ABBREVIATION + "(?<=\\.|\\?|!)\\s");
    private static final String TWO_RESPONSES = "******";

    private PartConstraints() {}

    /** So many sentences, one more or less being around. Published: an exclamation mark ends none. */
    static Predicate<String> sentenceCount(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        ConstraintArguments.Quantifier quantifier = arguments.quantifier();
        PythonRegex end = switch (rules) {
            case PUBLISHED -> SENTENCE_END;
            case CORRECTED -> ANY_SENTENCE_END;
        };
        return response -> quantifier.holds(end.count(response) + 1, wanted, 1);
    }

    /** Exactly so many paragraphs with {@code * * *} between them, none of them blank. */
    static Predicate<String> paragraphCount(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        return response -> {
            List<String> paragraphs = PythonText.split(response, "* * *");
            return paragraphs.size() == wanted && paragraphs.stream().noneMatch(PythonText::isBlank);
        };
    }

    /**
     * Exactly so many paragraphs with an empty line between them, and the i-th begins with the word. Published: a
     * longer word that begins like it will do.
     */
    static Predicate<String> paragraphStart(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.position("N");
        int at = arguments.position("i");
        String word = arguments.text("first_word");
        PythonRegex whole = PythonRegex.compile("\\A" + PythonRegex.escape(word) + "(?!\\w)");
        return response -> {
            List<String> paragraphs = PythonText.split(response, "\n\n");
            if (paragraphs.size() != wanted || at > wanted) {
                return false;
            }
            String paragraph = PythonText.strip(paragraphs.get(at - 1));
            return switch (rules) {
                case PUBLISHED -> paragraph.startsWith(word);
                case CORRECTED -> whole.found(paragraph);
            };
        };
    }

    /**
     * Sections. Published: exactly so many pieces between occurrences of the mark, text before the first being one.
     * Corrected: at least so many marks with a number.
     */
    static Predicate<String> sections(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        String mark = arguments.text("section_splitter");
        PythonRegex heading = PythonRegex.compile(PythonRegex.escape(mark) + "\\s?\\d", IGNORECASE);
        return switch (rules) {
            case PUBLISHED ->
                response -> {
                    List<String> sections = PythonText.split(response, mark);
                    return sections.size() - (sections.get(0).isEmpty() ? 1 : 0) == wanted;
                };
            case CORRECTED -> response -> heading.count(response) >= wanted;
        };
    }

    /** The mark, and something after it. */
    static Predicate<String> postscript(ConstraintArguments arguments, Rules rules) {
        String mark = arguments.text("postscript_marker");
        return response -> {
            int at = response.indexOf(mark);
            return at >= 0 && PythonText.strip(response.substring(at)).length() > mark.length();
        };
    }

    /** Two different responses with six asterisks between them. Published: one of them may be blank. */
    static Predicate<String> twoResponses(ConstraintArguments arguments, Rules rules) {
        return response -> {
            List<String> responses = PythonText.split(response, TWO_RESPONSES).stream()
                    .map(PythonText::strip)
                    .toList();
            return responses.size() == 2
                    && !responses.get(0).equals(responses.get(1))
                    && (rules == Rules.PUBLISHED || responses.stream().noneMatch(String::isEmpty));
        };
    }

    /** The request first. Corrected: but for case and white space around it. */
    static Predicate<String> repeatPrompt(ConstraintArguments arguments, Rules rules) {
        String prompt = arguments.text("original_prompt");
        String lower = PythonText.lower(PythonText.strip(prompt));
        return switch (rules) {
            case PUBLISHED -> response -> response.startsWith(prompt);
            case CORRECTED -> response -> PythonText.lower(response).startsWith(lower);
        };
    }

    /** The phrase last. Corrected: but for white space around it. */
    static Predicate<String> end(ConstraintArguments arguments, Rules rules) {
        String phrase = arguments.text("end_phrase");
        String wanted = rules == Rules.PUBLISHED ? phrase : PythonText.strip(phrase);
        return response -> response.endsWith(wanted);
    }
}
