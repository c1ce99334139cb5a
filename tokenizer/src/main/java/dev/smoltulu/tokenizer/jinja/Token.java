package dev.smoltulu.tokenizer.jinja;

/**
 * A piece of template source.
 *
 * @param text  as written; of {@code STRING} the value, of {@code TEXT} what is copied to the output
 * @param value number of {@code INTEGER} and {@code FLOAT}
 * @param line  from 1
 */
record Token(Kind kind, String text, Object value, int line) {

    enum Kind {
        TEXT,
        BLOCK_BEGIN,
        BLOCK_END,
        VARIABLE_BEGIN,
        VARIABLE_END,
        NAME,
        STRING,
        INTEGER,
        FLOAT,
        OPERATOR,
        END
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }

    String described() {
        return switch (kind) {
            case BLOCK_BEGIN, BLOCK_END, VARIABLE_BEGIN, VARIABLE_END, NAME, OPERATOR -> "'" + text + "'";
            case STRING -> "a string";
            case INTEGER, FLOAT -> "a number";
            case TEXT -> "text";
            case END -> "the end of the template";
        };
    }
}
