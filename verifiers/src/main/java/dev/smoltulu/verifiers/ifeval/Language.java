package dev.smoltulu.verifiers.ifeval;

import dev.smoltulu.verifiers.ifeval.language.LanguageDetector;

/** The instruction on the response's language. */
final class Language {

    private Language() {}

    /** The response is in the language; one in which none can be told passes. */
    static Check responseLanguage(Arguments arguments) {
        String language = arguments.text("language");
        return response -> is(language, response);
    }

    /** Whether the text is in {@code language}, an id such as {@code en}, or has nothing to tell that by. */
    static boolean is(String language, String text) {
        return LanguageDetector.shared().detect(text).map(language::equals).orElse(true);
    }
}
