package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.base.python.PythonText;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template's source into tokens and applies white space control: {@code -} and {@code +} beside delimiters,
 * {@code trim_blocks}, {@code lstrip_blocks} and {@code keep_trailing_newline} (jinja2.lexer).
 */
final class Lexer {

    private static final Pattern OPENING = Pattern.compile("\\{%|\\{\\{|\\{#");
    private static final Pattern RAW =
            Pattern.compile("\\{%[-+]?\\s*raw\\s*(?:-%}\\s*|%})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_RAW =
            Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(\\+%}|-%}\\s*|%})", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_COMMENT = Pattern.compile("\\+#}|-#}\\s*|#}", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_BLOCK = Pattern.compile("\\+%}|-%}\\s*|%}", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern END_VARIABLE = Pattern.compile("-}}\\s*|}}", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{M}\\p{N}_]*");
    private static final Pattern STRING = Pattern.compile(
            "'([^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+)'|\"([^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+)\"", Pattern.DOTALL);
    private static final Pattern FLOAT =
            Pattern.compile("(?:\\d+_)*+\\d++(?:(?:\\.(?:\\d+_)*\\d+)?[eE][+-]?(?:\\d+_)*\\d+|\\.(?:\\d+_)*\\d+)");
    private static final Pattern INTEGER =
            Pattern.compile("0[bB](?:_?[01])+|0[oO](?:_?[0-7])+|0[xX](?:_?[\\da-fA-F])+|[1-9](?:_?\\d)*|0(?:_?0)*");
    private static final Pattern OPERATOR = Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}><=.:|,;]");

    private final String source;
    /** Whether blocks take the newline after them and the blanks before them. */
    private final boolean trimsBlocks;

    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;
    private int counted;
    private boolean lineStarts = true;

    private Lexer(String source, boolean chat) {
        this.source = source;
        this.trimsBlocks = chat;
    }

    /**
     * The tokens of a template, {@code END} last.
     *
     * @param chat white space as transformers sets it for chat templates: blocks take the newline after them and the
     *             blanks before them, and a newline at the end of the source is dropped; else all of it stays
     */
    static List<Token> tokens(String source, boolean chat) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        if (chat && lines.endsWith("\n")) {
            lines = lines.substring(0, lines.length() - 1);
        }
        return new Lexer(lines, chat).run();
    }

    private List<Token> run() {
        Matcher opening = OPENING.matcher(source);
        while (opening.find(at)) {
            Matcher raw = matcher(RAW, opening.start());
            if (raw.lookingAt()) {
                raw(opening.start(), raw.end());
                continue;
            }
            String kind = opening.group();
            int inside = opening.end();
            char sign = inside < source.length() ? source.charAt(inside) : 0;
            boolean signed = sign == '-' || sign == '+';
            text(at, opening.start(), signed ? sign : 0, !kind.equals("{{"));
            at = signed ? inside + 1 : inside;
            lineStarts = false;
            switch (kind) {
                case "{#" -> {
                    Matcher end = find(END_COMMENT, "comment");
                    at = after(end.end(), end.group());
                }
                case "{{" -> expression(Token.Kind.VARIABLE_BEGIN, "{{", END_VARIABLE, Token.Kind.VARIABLE_END, "}}");
                default -> expression(Token.Kind.BLOCK_BEGIN, "{%", END_BLOCK, Token.Kind.BLOCK_END, "%}");
            }
        }
        add(Token.Kind.TEXT, source.substring(at), null, at);
        add(Token.Kind.END, "", null, source.length());
        return tokens;
    }

    /** Text before a tag, less what the tag takes of it. */
    private void text(int from, int to, char sign, boolean block) {
        String text = source.substring(from, to);
        if (sign == '-') {
            text = PythonText.stripTrailing(text);
        } else if (sign != '+' && trimsBlocks && block) {
            int lastLine = text.lastIndexOf('\n') + 1;
            if ((lastLine > 0 || lineStarts) && PythonText.isBlank(text.substring(lastLine))) {
                text = text.substring(0, lastLine);
            }
        }
        add(Token.Kind.TEXT, text, null, from);
    }

    private void raw(int start, int inside) {
        char sign = source.charAt(start + 2);
        text(at, start, sign == '-' || sign == '+' ? sign : 0, true);
        lineStarts = source.charAt(inside - 1) == '\n';
        at = inside;
        Matcher end = find(END_RAW, "raw block");
        text(inside, end.start(), end.group(1).isEmpty() ? 0 : end.group(1).charAt(0), true);
        at = after(end.end(), end.group(2));
    }

    /** Where the source goes on after a block or comment: past the newline, where blocks are trimmed. */
    private int after(int end, String suffix) {
        boolean trims = trimsBlocks && (suffix.equals("%}") || suffix.equals("#}"));
        int next = trims && source.startsWith("\n", end) ? end + 1 : end;
        lineStarts = source.charAt(next - 1) == '\n';
        return next;
    }

    private Matcher find(Pattern end, String what) {
        Matcher matcher = end.matcher(source);
        if (!matcher.find(at)) {
            throw fault("a " + what + " is not closed");
        }
        return matcher;
    }

    private void expression(Token.Kind begin, String opening, Pattern end, Token.Kind close, String closing) {
        add(begin, opening, null, at);
        Deque<Character> open = new ArrayDeque<>();
        while (true) {
            if (at >= source.length()) {
                throw fault("'" + opening + "' is not closed by '" + closing + "'");
            }
            Matcher closed = matcher(end, at);
            if (open.isEmpty() && closed.lookingAt()) {
                add(close, closing, null, at);
                at = after(closed.end(), closed.group());
                return;
            }
            next(open);
        }
    }

    private void next(Deque<Character> open) {
        Matcher space = matcher(SPACE, at);
        if (space.lookingAt()) {
            at = space.end();
            return;
        }
        Matcher number = matcher(FLOAT, at);
        if (number.lookingAt()) {
            take(Token.Kind.FLOAT, number, Double.valueOf(number.group().replace("_", "")));
            return;
        }
        number = matcher(INTEGER, at);
        if (number.lookingAt()) {
            take(Token.Kind.INTEGER, number, integer(number.group().replace("_", "")));
            return;
        }
        Matcher name = matcher(NAME, at);
        if (name.lookingAt()) {
            take(Token.Kind.NAME, name, null);
            return;
        }
        Matcher string = matcher(STRING, at);
        if (string.lookingAt()) {
            String body = string.group(1) == null ? string.group(2) : string.group(1);
            add(Token.Kind.STRING, StringEscapes.decode(body), null, at);
            at = string.end();
            return;
        }
        Matcher operator = matcher(OPERATOR, at);
        if (!operator.lookingAt()) {
            throw fault("unexpected character '" + Character.toString(source.codePointAt(at)) + "'");
        }
        balance(operator.group(), open);
        take(Token.Kind.OPERATOR, operator, null);
    }

    private void balance(String operator, Deque<Character> open) {
        switch (operator) {
            case "(" -> open.push(')');
            case "[" -> open.push(']');
            case "{" -> open.push('}');
            case ")", "]", "}" -> {
                if (open.isEmpty() || open.pop() != operator.charAt(0)) {
                    throw fault("unexpected '" + operator + "'");
                }
            }
            default -> {
                // Nothing to balance.
            }
        }
    }

    private Long integer(String digits) {
        try {
            return digits.length() > 2 && !Character.isDigit(digits.charAt(1))
                    ? Long.valueOf(digits.substring(2), radix(digits.charAt(1)))
                    : Long.valueOf(digits);
        } catch (NumberFormatException large) {
            throw fault("the number " + digits + " is too large");
        }
    }

    private static int radix(char letter) {
        return switch (letter) {
            case 'b', 'B' -> 2;
            case 'o', 'O' -> 8;
            default -> 16;
        };
    }

    private void take(Token.Kind kind, Matcher matched, Object value) {
        add(kind, matched.group(), value, at);
        at = matched.end();
    }

    private Matcher matcher(Pattern pattern, int from) {
        return pattern.matcher(source).region(from, source.length());
    }

    private void add(Token.Kind kind, String text, Object value, int position) {
        if (kind != Token.Kind.TEXT || !text.isEmpty()) {
            tokens.add(new Token(kind, text, value, lineAt(position)));
        }
    }

    private int lineAt(int position) {
        for (; counted < position; counted++) {
            line += source.charAt(counted) == '\n' ? 1 : 0;
        }
        return line;
    }

    private TemplateException fault(String message) {
        return TemplateException.fault(message).at(lineAt(Math.min(at, source.length())));
    }
}
