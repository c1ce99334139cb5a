package dev.smoltulu.verifiers.ifeval;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.ifeval.sentence.PunktSentences;
import java.util.List;
import java.util.function.Predicate;

/** Instructions on the number of words, sentences and paragraphs. */
final class LengthChecks {

    private static final PythonRegex WORD = PythonRegex.compile("\\w+");
    private static final PythonRegex DIVIDER = PythonRegex.compile("\\s?\\*\\*\\*\\s?");
    private static final PythonRegex EMPTY_LINE = PythonRegex.compile("\\n\\n");
    /** Where the first word of a paragraph ends. */
    private static final String WORD_END = ".,?!'\"";

    private LengthChecks() {}

    static Predicate<String> numberSentences(Arguments arguments) {
        int sentences = arguments.count("num_sentences");
        Arguments.Relation relation = arguments.relation("relation");
        return response ->
                relation.holds(PunktSentences.english().split(response).size(), sentences);
    }

    static Predicate<String> numberWords(Arguments arguments) {
        int words = arguments.count("num_words");
        Arguments.Relation relation = arguments.relation("relation");
        return response -> relation.holds(WORD.count(response), words);
    }

    /** Exactly so many paragraphs with {@code ***} between them; none but the first and the last may be blank. */
    static Predicate<String> numberParagraphs(Arguments arguments) {
        int wanted = arguments.count("num_paragraphs");
        return response -> {
            List<String> paragraphs = DIVIDER.split(response);
            int last = paragraphs.size() - 1;
            int count = 0;
            for (int i = 0; i <= last; i++) {
                boolean blank = PythonText.isBlank(paragraphs.get(i));
                if (blank && i != 0 && i != last) {
                    return false;
                }
                count += blank ? 0 : 1;
            }
            return count == wanted;
        };
    }

    /**
     * Exactly so many paragraphs with an empty line between them, and the nth begins with the word. Blank paragraphs
     * are not counted, but n counts them.
     */
    static Predicate<String> nthParagraphFirstWord(Arguments arguments) {
        int wanted = arguments.count("num_paragraphs");
        int nth = arguments.count("nth_paragraph");
        if (nth > wanted) {
            throw UserError.failed(arguments.where() + ": 'nth_paragraph' is " + nth + ", more than 'num_paragraphs' ("
                    + wanted + "); make it smaller");
        }
        String word = PythonText.lower(arguments.text("first_word"));
        return response -> {
            List<String> paragraphs = EMPTY_LINE.split(response);
            long count = paragraphs.stream()
                    .filter(paragraph -> !PythonText.isBlank(paragraph))
                    .count();
            return count == wanted && firstWord(paragraphs.get(nth - 1)).equals(word);
        };
    }

    /** In lower case, without quotes before it and without what follows its first punctuation mark. */
    private static String firstWord(String paragraph) {
        String stripped = PythonText.strip(paragraph);
        int end = 0;
        while (end < stripped.length() && !PythonText.isSpace(stripped.charAt(end))) {
            end++;
        }
        String word = PythonText.stripLeading(PythonText.stripLeading(stripped.substring(0, end), '\''), '"');
        StringBuilder first = new StringBuilder();
        word.codePoints()
                .takeWhile(c -> WORD_END.indexOf(c) < 0)
                .forEach(c -> first.append(PythonText.lower(Character.toString(c))));
        return first.toString();
    }
}
