package dev.smoltulu.verifiers.constraint;

import static dev.smoltulu.base.python.PythonRegex.Flag.IGNORECASE;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.ifeval.language.LanguageDetector;
import java.util.List;
import java.util.function.Predicate;

/** Constraints on words, letters and language. */
final class Words {

    private static final PythonRegex WORD = PythonRegex.compile("\\b\\w+\\b");
    private static final PythonRegex UNSPACED = PythonRegex.compile("\\S+");

    private Words() {}

    /** Each of the keywords occurs, also inside words, in any case. */
    static Predicate<String> keywords(ConstraintArguments arguments, Rules rules) {
        List<String> keywords =
                arguments.texts("keyword_list").stream().map(PythonText::lower).toList();
        return response -> {
            String lower = PythonText.lower(response);
            return keywords.stream().allMatch(lower::contains);
        };
    }

    /** The word occurs exactly so often. Published: one of several words or with a hyphen is never found. */
    static Predicate<String> keywordFrequency(ConstraintArguments arguments, Rules rules) {
        String keyword = PythonText.lower(arguments.text("word"));
        int wanted = arguments.whole("N");
        PythonRegex whole = wholeWord(keyword);
        return switch (rules) {
            case PUBLISHED ->
                response -> WORD.findAll(PythonText.lower(response)).stream()
                                .filter(keyword::equals)
                                .count()
                        == wanted;
            case CORRECTED -> response -> whole.count(response) == wanted;
        };
    }

    /** None of the words occurs. Published: also not inside other words. */
    static Predicate<String> forbiddenWords(ConstraintArguments arguments, Rules rules) {
        List<String> words = arguments.texts("forbidden_words").stream()
                .map(PythonText::lower)
                .toList();
        List<PythonRegex> whole = words.stream().map(Words::wholeWord).toList();
        return switch (rules) {
            case PUBLISHED ->
                response -> {
                    String lower = PythonText.lower(response);
                    return words.stream().noneMatch(lower::contains);
                };
            case CORRECTED -> response -> whole.stream().noneMatch(word -> word.found(response));
        };
    }

    /** The letter occurs exactly so often, in this case. */
    static Predicate<String> letterFrequency(ConstraintArguments arguments, Rules rules) {
        String letter = arguments.text("letter");
        int wanted = arguments.whole("N");
        return response -> Texts.count(response, letter) == wanted;
    }

    /** The language is the likeliest; a text that tells none is in none. */
    static Predicate<String> responseLanguage(ConstraintArguments arguments, Rules rules) {
        String language = arguments.text("language");
        return response -> LanguageDetector.shared()
                .detect(response)
                .filter(language::equals)
                .isPresent();
    }

    /** So many words between white space. */
    static Predicate<String> wordCount(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        Quantifier quantifier = arguments.quantifier();
        return response -> quantifier.holds(UNSPACED.count(response), wanted, Quantifier.tenth(wanted));
    }

    private static PythonRegex wholeWord(String word) {
        return PythonRegex.compile("(?<!\\w)" + PythonRegex.escape(word) + "(?!\\w)", IGNORECASE);
    }
}
