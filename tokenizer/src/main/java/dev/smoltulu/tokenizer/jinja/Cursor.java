package dev.smoltulu.tokenizer.jinja;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A position in the tokens, which {@link Parser} and {@link ExpressionParser} move. */
final class Cursor {

    private static final int MAX_DEPTH = 100;

    private final List<Token> tokens;
    private int at;
    private int depth;
    /** Names read since {@link #names(Set)} was last given a set. */
    private Set<String> names = new HashSet<>();

    Cursor(List<Token> tokens) {
        this.tokens = tokens;
    }

    Token peek() {
        return tokens.get(at);
    }

    Token peekSecond() {
        return tokens.get(Math.min(at + 1, tokens.size() - 1));
    }

    Token next() {
        Token token = peek();
        if (token.kind() != Token.Kind.END) {
            at++;
        }
        if (token.kind() == Token.Kind.NAME) {
            names.add(token.text());
        }
        return token;
    }

    /** Collects the names that are read from here on, and returns the set that was filled until now. */
    Set<String> names(Set<String> fresh) {
        Set<String> until = names;
        names = fresh;
        return until;
    }

    boolean skipName(String name) {
        boolean found = peek().isName(name);
        if (found) {
            next();
        }
        return found;
    }

    boolean skipOperator(String operator) {
        boolean found = peek().isOperator(operator);
        if (found) {
            next();
        }
        return found;
    }

    void expectOperator(String operator) {
        if (!skipOperator(operator)) {
            throw fault("expected '" + operator + "', not " + peek().described());
        }
    }

    void expectName(String name) {
        if (!skipName(name)) {
            throw fault("expected '" + name + "', not " + peek().described());
        }
    }

    void expect(Token.Kind kind, String what) {
        if (peek().kind() != kind) {
            throw fault("expected " + what + ", not " + peek().described());
        }
        next();
    }

    String name() {
        if (peek().kind() != Token.Kind.NAME) {
            throw fault("expected a name, not " + peek().described());
        }
        return next().text();
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw Budget.limit("it nests deeper than " + MAX_DEPTH + " levels").at(peek().line());
        }
    }

    void leave() {
        depth--;
    }

    TemplateException fault(String message) {
        return TemplateException.fault(message).at(peek().line());
    }
}
