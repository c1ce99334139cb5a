package dev.smoltulu.verifiers.ifeval;

import static dev.smoltulu.base.python.PythonRegex.Flag.MULTILINE;

import dev.smoltulu.base.python.PythonRegex;
import dev.smoltulu.base.python.PythonText;

/** Instructions on parts that a response must have. */
final class Content {

    private static final PythonRegex PLACEHOLDER = PythonRegex.compile("\\[.*?\\]");

    private Content() {}

    /** At least so many {@code [placeholders]}. */
    static Check numberPlaceholders(Arguments arguments) {
        int placeholders = arguments.count("num_placeholders");
        return response -> PLACEHOLDER.count(response) >= placeholders;
    }

    /** A postscript, wherever it stands. The two usual marks may have a space after a point; others are patterns. */
    static Check postscript(Arguments arguments) {
        String mark = PythonText.strip(arguments.text("postscript_marker"));
        String pattern = switch (mark) {
            case "P.P.S" -> "\\s*p\\.\\s?p\\.\\s?s.*$";
            case "P.S." -> "\\s*p\\.\\s?s\\..*$";
            default -> "\\s*" + PythonText.lower(mark) + ".*$";
        };
        PythonRegex postscript = arguments.regex("postscript_marker", pattern, MULTILINE);
        return response -> postscript.found(PythonText.lower(response));
    }
}
