package dev.smoltulu.verifiers.ifeval;

import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.ifeval.sentence.WordTokenizer;

/** Instructions on upper and lower case. */
final class ChangeCase {

    private static final String ENGLISH = "en";

    private ChangeCase() {}

    /** So many words in upper case; words as {@link WordTokenizer} cuts them, so hyphens do not part words. */
    static Check capitalWordFrequency(Arguments arguments) {
        int frequency = arguments.count("capital_frequency");
        Relation relation = arguments.relation("capital_relation");
        return response -> relation.holds(
                (int) WordTokenizer.words(response).stream()
                        .filter(PythonText::isUpper)
                        .count(),
                frequency);
    }

    /** English without a letter in lower case. */
    static Check englishCapital(Arguments arguments) {
        return response -> PythonText.isUpper(response) && Language.is(ENGLISH, response);
    }

    /** English without a letter in upper case. */
    static Check englishLowercase(Arguments arguments) {
        return response -> PythonText.isLower(response) && Language.is(ENGLISH, response);
    }
}
