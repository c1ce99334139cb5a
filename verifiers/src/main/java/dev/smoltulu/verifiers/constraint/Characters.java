package dev.smoltulu.verifiers.constraint;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.ifeval.language.LanguageDetector;
import java.util.Locale;
import java.util.function.Predicate;

/** Constraints on case, quotation marks and commas. */
final class Characters {

    private static final PythonRegex CAPITALS = PythonRegex.compile("\\b[A-Z]+\\b");
    private static final String ENGLISH = "en";

    private Characters() {}

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
        Quantifier quantifier = arguments.quantifier();
        int tolerance = rules == Rules.PUBLISHED ? 0 : Quantifier.tenth(wanted);
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

    /** A text that tells no language passes, as in IFEval. */
    private static boolean isEnglish(String text) {
        return LanguageDetector.shared().detect(text).map(ENGLISH::equals).orElse(true);
    }
}
