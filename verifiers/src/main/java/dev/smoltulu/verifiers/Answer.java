package dev.smoltulu.verifiers;

import dev.smoltulu.base.python.PythonText;

/** The part of a response that is judged. */
final class Answer {

    private static final String MARKER = "<|assistant|>\n";

    private Answer() {}

    /**
     * The text without white space at both ends. Published: only what follows the last {@code <|assistant|>} that the
     * model wrote itself.
     */
    static String of(Response response, Rules rules) {
        String text = response.text();
        int marker = text.lastIndexOf(MARKER);
        boolean cut = rules == Rules.PUBLISHED && marker >= 0;
        return PythonText.strip(cut ? text.substring(marker + MARKER.length()) : text);
    }
}
