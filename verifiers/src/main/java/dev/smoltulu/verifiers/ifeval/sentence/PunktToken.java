package dev.smoltulu.verifiers.ifeval.sentence;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;
import java.util.Set;

/**
 * A token with what its own form says about it: the first pass of Punkt.
 *
 * @param text         as it is in the text, with a period that follows a word
 * @param type         in lower case; numbers are all {@value #NUMBER}
 * @param abbreviation ends in a period and is known as an abbreviation
 * @param ends         whether it ends a sentence, judged by its form alone
 */
record PunktToken(String text, String type, boolean abbreviation, boolean ends) {

    static final String NUMBER = "##number##";

    private static final Set<String> SENTENCE_ENDS = Set.of(".", "?", "!");
    private static final PythonRegex NUMERIC = PythonRegex.compile("^-?[\\.,]?\\d[\\d,\\.-]*\\.?$");
    private static final PythonRegex INITIAL = PythonRegex.compile("^[^\\W\\d]\\.$");
    private static final PythonRegex ELLIPSIS = PythonRegex.compile("^\\.{2,}$");

    static PunktToken of(String text, PunktParameters parameters) {
        boolean period = text.endsWith(".") && text.length() > 1 && !text.endsWith("..");
        boolean abbreviation =
                period && parameters.isAbbreviation(PythonText.lower(text.substring(0, text.length() - 1)));
        return new PunktToken(
                text,
                NUMERIC.replaceAll(PythonText.lower(text), NUMBER),
                abbreviation,
                SENTENCE_ENDS.contains(text) || period && !abbreviation);
    }

    boolean endsInPeriod() {
        return text.endsWith(".");
    }

    boolean isEllipsis() {
        return ELLIPSIS.found(text);
    }

    /** One letter and a period. */
    boolean isInitial() {
        return INITIAL.found(text);
    }

    boolean startsUpper() {
        return Character.isUpperCase(text.codePointAt(0));
    }

    boolean startsLower() {
        return Character.isLowerCase(text.codePointAt(0));
    }

    String typeWithoutPeriod() {
        return type.length() > 1 && type.endsWith(".") ? type.substring(0, type.length() - 1) : type;
    }

    /** The type without the period that only ends the sentence. */
    String wordType() {
        return ends ? typeWithoutPeriod() : type;
    }
}
