package dev.smoltulu.verifiers.ifeval;

import static dev.smoltulu.base.python.PythonRegex.Flag.IGNORECASE;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import java.util.List;

/** Instructions on words and letters. Words are regular expressions, whatever the author meant. */
final class Keywords {

    private static final int LETTERS = 26;

    private Keywords() {}

    /** Each of the keywords occurs, also inside words. */
    static Check existence(Arguments arguments) {
        List<PythonRegex> keywords = arguments.texts("keywords").stream()
                .map(keyword -> arguments.regex("keywords", keyword, IGNORECASE))
                .toList();
        return response -> keywords.stream().allMatch(keyword -> keyword.found(response));
    }

    /** The keyword occurs so often, counted also inside words. */
    static Check frequency(Arguments arguments) {
        PythonRegex keyword = arguments.regex("keyword", PythonText.strip(arguments.text("keyword")), IGNORECASE);
        int frequency = arguments.count("frequency");
        Relation relation = arguments.relation("relation");
        return response -> relation.holds(keyword.count(response), frequency);
    }

    /** None of the words occurs as a word. */
    static Check forbiddenWords(Arguments arguments) {
        List<PythonRegex> words = arguments.texts("forbidden_words").stream()
                .map(word -> arguments.regex("forbidden_words", "\\b" + word + "\\b", IGNORECASE))
                .toList();
        return response -> words.stream().noneMatch(word -> word.found(response));
    }

    /**
     * The letter occurs so often, in either case. Where the argument is no letter of the English alphabet,
     * lm-evaluation-harness draws a letter at random; here the verdict is then the one that most letters would get.
     */
    static Check letterFrequency(Arguments arguments) {
        String argument = PythonText.lower(arguments.text("letter"));
        int frequency = arguments.count("let_frequency");
        Relation relation = arguments.relation("let_relation");
        if (argument.length() == 1 && argument.charAt(0) >= 'a' && argument.charAt(0) <= 'z') {
            int letter = argument.charAt(0) - 'a';
            return response -> relation.holds(letterCounts(response)[letter], frequency);
        }
        return response -> {
            int passed = 0;
            for (int count : letterCounts(response)) {
                passed += relation.holds(count, frequency) ? 1 : 0;
            }
            return 2 * passed > LETTERS;
        };
    }

    /** How often each letter from a to z occurs, in either case: [26]. */
    private static int[] letterCounts(String response) {
        int[] counts = new int[LETTERS];
        PythonText.lower(response).chars().filter(c -> c >= 'a' && c <= 'z').forEach(c -> counts[c - 'a']++);
        return counts;
    }
}
