package dev.smoltulu.base.python;

/**
 * Which texts {@code json.loads} of Python reads. More than RFC 8259: NaN, Infinity and -Infinity, keys that occur
 * twice, surrogates without a partner. Less: integers of more than {@value #MAX_INTEGER_DIGITS} digits.
 */
public final class PythonJsonSyntax {

    private static final int MAX_INTEGER_DIGITS = 4300;
    /** Where Python gives up for recursion too deep. */
    private static final int MAX_DEPTH = 990;

    private final String text;
    private int at;

    private PythonJsonSyntax(String text) {
        this.text = text;
    }

    /** Whether {@code json.loads(text)} returns a value. */
    public static boolean accepts(String text) {
        PythonJsonSyntax syntax = new PythonJsonSyntax(text);
        syntax.space();
        if (!syntax.value(0)) {
            return false;
        }
        syntax.space();
        return syntax.at == text.length();
    }

    private boolean value(int depth) {
        if (at == text.length() || depth > MAX_DEPTH) {
            return false;
        }
        return switch (text.charAt(at)) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 'n' -> skip("null");
            case 't' -> skip("true");
            case 'f' -> skip("false");
            case 'N' -> skip("NaN");
            case 'I' -> skip("Infinity");
            default -> skip("-Infinity") || number();
        };
    }

    private boolean object(int depth) {
        at++;
        space();
        if (skip("}")) {
            return true;
        }
        do {
            space();
            if (!next('"') || !string()) {
                return false;
            }
            space();
            if (!skip(":")) {
                return false;
            }
            space();
            if (!value(depth + 1)) {
                return false;
            }
            space();
        } while (skip(","));
        return skip("}");
    }

    private boolean array(int depth) {
        at++;
        space();
        if (skip("]")) {
            return true;
        }
        do {
            space();
            if (!value(depth + 1)) {
                return false;
            }
            space();
        } while (skip(","));
        return skip("]");
    }

    private boolean string() {
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') {
                return true;
            }
            if (c < ' ' || c == '\\' && !escape()) {
                return false;
            }
        }
        return false;
    }

    private boolean escape() {
        if (at == text.length()) {
            return false;
        }
        char c = text.charAt(at++);
        if (c != 'u') {
            return "\"\\/bfnrt".indexOf(c) >= 0;
        }
        for (int end = at + 4; at < end; at++) {
            if (at == text.length() || "0123456789abcdefABCDEF".indexOf(text.charAt(at)) < 0) {
                return false;
            }
        }
        return true;
    }

    private boolean number() {
        skip("-");
        int start = at;
        if (!skip("0") && digits() == 0) {
            return false;
        }
        int integerDigits = at - start;
        boolean fraction = part(".", false);
        boolean exponent = part("e", true) || part("E", true);
        return fraction || exponent || integerDigits <= MAX_INTEGER_DIGITS;
    }

    /** A fraction or an exponent; where its digits are missing nothing is read. */
    private boolean part(String mark, boolean signed) {
        int start = at;
        if (!skip(mark)) {
            return false;
        }
        if (signed && !skip("-")) {
            skip("+");
        }
        if (digits() > 0) {
            return true;
        }
        at = start;
        return false;
    }

    private int digits() {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
        return at - start;
    }

    private boolean next(char c) {
        return at < text.length() && text.charAt(at) == c;
    }

    private boolean skip(String token) {
        if (!text.startsWith(token, at)) {
            return false;
        }
        at += token.length();
        return true;
    }

    private void space() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }
}
