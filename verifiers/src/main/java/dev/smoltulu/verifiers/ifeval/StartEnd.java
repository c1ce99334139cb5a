package dev.smoltulu.verifiers.ifeval;

import dev.smoltulu.base.python.PythonText;

/** Instructions on how a response begins and ends. */
final class StartEnd {

    private StartEnd() {}

    /** The phrase comes last, but for double quotes and case. */
    static Check endChecker(Arguments arguments) {
        String phrase = PythonText.lower(PythonText.strip(arguments.text("end_phrase")));
        return response -> PythonText.lower(PythonText.strip(PythonText.strip(response), '"'))
                .endsWith(phrase);
    }

    /** Double quotes around all of the response. */
    static Check quotation(Arguments arguments) {
        return response -> {
            String text = PythonText.strip(response);
            return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        };
    }
}
