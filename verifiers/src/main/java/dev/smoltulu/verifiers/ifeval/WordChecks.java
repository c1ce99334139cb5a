package dev.smoltulu.verifiers.ifeval;

import static dev.smoltulu.base.python.PythonRegex.Flag.IGNORECASE;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.ifeval.language.LanguageDetector;
import dev.smoltulu.verifiers.ifeval.sentence.WordTokenizer;
import java.util.List;
import java.util.function.Predicate;

/** Instructions on words, letters, case, language and commas. */
final class WordChecks {

    private static final int LETTERS = 26;
    private static final String ENGLISH = "en";

    private WordChecks() {}

    /** Each of the keywords occurs, also inside words. */
    static Predicate<String> existence(Arguments arguments) {
        List<PythonRegex> keywords = arguments.texts("keywords").stream()
                .map(keyword -> arguments.regex("keywords", keyword, IGNORECASE))
                .toList();
        return response -> keywords.stream().allMatch(keyword -> keyword.found(response));
    }

    /** The keyword occurs so often, counted also inside words. */
    static Predicate<String> frequency(Arguments arguments) {
        PythonRegex keyword = arguments.regex("keyword", PythonText.strip(arguments.text("keyword")), IGNORECASE);
        int frequency = arguments.count("frequency");
        Arguments.Relation relation = arguments.relation("relation");
        return response -> relation.holds(keyword.count(response), frequency);
    }

    /** None of the words occurs as a word. */
    static Predicate<String> forbiddenWords(Arguments arguments) {
        List<PythonRegex> words = arguments.texts("forbidden_words").stream()
                .map(word -> arguments.regex("forbidden_words", "\\b" + word + "\\b", IGNORECASE))
                .toList();
        return response -> words.stream().noneMatch(word -> word.found(response));
    }

    /**
     * The letter occurs so often, in either case. Where the argument is no letter of the English alphabet,
     * lm-evaluation-harness draws a letter at random; here the verdict is then the one that most letters would get.
     */
    static Predicate<String> letterFrequency(Arguments arguments) {
        String argument = PythonText.lower(arguments.text("letter"));
        int frequency = arguments.count("let_frequency");
        Arguments.Relation relation = arguments.relation("let_relation");
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

    /** So many words in upper case; words as {@link WordTokenizer} cuts them, so hyphens do not part words. */
    static Predicate<String> capitalWordFrequency(Arguments arguments) {
        int frequency = arguments.count("capital_frequency");
        Arguments.Relation relation = arguments.relation("capital_relation");
        return response -> relation.holds(
                (int) WordTokenizer.words(response).stream()
                        .filter(PythonText::isUpper)
                        .count(),
                frequency);
    }

    /** English without a letter in lower case. */
    static Predicate<String> englishCapital(Arguments arguments) {
        return response -> PythonText.isUpper(response) && isIn(ENGLISH, response);
    }

    /** English without a letter in upper case. */
    static Predicate<String> englishLowercase(Arguments arguments) {
        return response -> PythonText.isLower(response) && isIn(ENGLISH, response);
    }

    /** The response is in the language; a text whose language cannot be detected passes. */
    static Predicate<String> responseLanguage(Arguments arguments) {
        String language = arguments.text("language");
        return response -> isIn(language, response);
    }

    /** Whether the text is in {@code language}, an id such as {@code en}, or its language cannot be detected. */
    static boolean isIn(String language, String text) {
        return LanguageDetector.shared().detect(text).map(language::equals).orElse(true);
    }

    /** No comma anywhere. */
    static Predicate<String> noComma(Arguments arguments) {
        return response -> response.indexOf(',') < 0;
    }
}
