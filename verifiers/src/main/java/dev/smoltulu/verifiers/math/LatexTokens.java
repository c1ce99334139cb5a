package dev.smoltulu.verifiers.math;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** LaTeX cut into tokens, one ahead. Spaces and what only spaces or sizes things out are left out. */
final class LatexTokens {

    /** After the last token. */
    static final String END = "";

    private static final Pattern TOKEN = Pattern.compile(
            "\\d+(?:,\\d{3})*(?:\\.\\d+)?|\\.\\d+|\\\\[a-zA-Z]+|\\\\[{}]|[a-zA-Z]|[-+*/^_(){}\\[\\]|=<>!:,']");
    private static final Pattern SKIPPED = Pattern.compile(
            "(?:\\s|~|\\\\[,:;! ]|\\\\(?:left|right|displaystyle|quad|qquad|thinspace|medspace|thickspace"
                    + "|[bB]igg?[lr]?)(?![a-zA-Z]))+");

    private final String latex;
    private int at;
    private String next;

    /** @throws LatexParser.NotLatex for a character that no token begins with */
    LatexTokens(String latex) throws LatexParser.NotLatex {
        this.latex = latex;
        advance();
    }

    /** The next token, which stays; {@link #END} after the last. */
    String peek() {
        return next;
    }

    boolean peeks(Set<String> tokens) {
        return tokens.contains(next);
    }

    boolean peeksNumber() {
        return !next.isEmpty() && (Character.isDigit(next.charAt(0)) || next.charAt(0) == '.');
    }

    String take() throws LatexParser.NotLatex {
        String taken = next;
        advance();
        return taken;
    }

    /** Takes the token if it comes next. */
    boolean take(String token) throws LatexParser.NotLatex {
        boolean there = next.equals(token);
        if (there) {
            advance();
        }
        return there;
    }

    void expect(String token) throws LatexParser.NotLatex {
        if (!take(token)) {
            throw new LatexParser.NotLatex("'" + token + "' expected, not '" + next + "'");
        }
    }

    /** The first character of a number that comes next, for commands that take single digits: {@code \frac12}. */
    String takeDigit() throws LatexParser.NotLatex {
        String digit = next.substring(0, 1);
        if (!Character.isDigit(digit.charAt(0))) {
            throw new LatexParser.NotLatex("a digit expected, not '" + next + "'");
        }
        at -= next.length() - 1;
        advance();
        return digit;
    }

    private void advance() throws LatexParser.NotLatex {
        Matcher skipped = SKIPPED.matcher(latex).region(at, latex.length());
        if (skipped.lookingAt()) {
            at = skipped.end();
        }
        if (at == latex.length()) {
            next = END;
            return;
        }
        Matcher token = TOKEN.matcher(latex).region(at, latex.length());
        if (!token.lookingAt()) {
            throw new LatexParser.NotLatex("no token begins with '" + latex.charAt(at) + "'");
        }
        next = token.group();
        at = token.end();
    }
}
