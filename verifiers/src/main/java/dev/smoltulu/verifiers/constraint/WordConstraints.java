package dev.smoltulu.verifiers.constraint;

import static dev.smoltulu.base.python.PythonRegex.Flag.IGNORECASE;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.ifeval.language.LanguageDetector;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/** Constraints on words, letters, case, language, quotation marks and commas. */
final class WordConstraints {

    private static final PythonRegex WORD = PythonRegex.compile("\\b\\w+\\b");
    private static final PythonRegex UNSPACED = PythonRegex.compile("\\S+");
    private static final PythonRegex CAPITALS = PythonRegex.compile("\\b[A-Z]+\\b");
    private static final String ENGLISH = "en";

    private WordConstraints() {}

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
        List<PythonRegex> whole = words.stream().map(WordConstraints::wholeWord).toList();
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
        return response -> PythonText.count(response, letter) == wanted;
    }

    /** The language is the likeliest one; a text whose language cannot be detected is in none. */
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
        ConstraintArguments.Quantifier quantifier = arguments.quantifier();
        return response ->
                quantifier.holds(UNSPACED.count(response), wanted, ConstraintArguments.Quantifier.tenth(wanted));
    }

    private static PythonRegex wholeWord(String word) {
        return PythonRegex.compile("(?<!\\w)" + PythonRegex.escape(word) + "(?!\\w)", IGNORECASE);
    }

    /** No lower case. Published: whatever the language, and also where there are no letters. */
    static Predicate<String> uppercase(ConstraintArguments arguments, Rules rules) {
        return switch (rules) {
            case PUBLISHED -> response -> response.equals(response.toUpperCase(Locale.ROOT));
            case CORRECTED -> response -> PythonText.isUpper(response) && isEnglish(response);
        };
    }

    /** No upper case. Published: whatever the language, and also where there are no letters. */
    static Predicate<String> lowercase(ConstraintArguments arguments, Rules rules) {
        return switch (rules) {
            case PUBLISHED -> response -> response.equals(PythonText.lower(response));
            case CORRECTED -> response -> PythonText.isLower(response) && isEnglish(response);
        };
    }

    /** So many words of capitals. Published: around means exactly; corrected: a tenth off. */
    static Predicate<String> capitalWords(ConstraintArguments arguments, Rules rules) {
        int wanted = arguments.whole("N");
        ConstraintArguments.Quantifier quantifier = arguments.quantifier();
        int tolerance = rules == Rules.PUBLISHED ? 0 : ConstraintArguments.Quantifier.tenth(wanted);
        return response -> quantifier.holds(CAPITALS.count(response), wanted, tolerance);
    }

    /** Double quotes around all of it. Published: one quote is both. */
    static Predicate<String> quotation(ConstraintArguments arguments, Rules rules) {
        int shortest = rules == Rules.PUBLISHED ? 1 : 2;
        return response -> response.length() >= shortest && response.startsWith("\"") && response.endsWith("\"");
    }

    static Predicate<String> noCommas(ConstraintArguments arguments, Rules rules) {
        return response -> response.indexOf(',') < 0;
    }

    /** A text whose language cannot be detected passes, as in IFEval. */
    private static boolean isEnglish(String text) {
        return LanguageDetector.shared().detect(text).map(ENGLISH::equals).orElse(true);
    }
}
