package dev.smoltulu.tokenizer.jinja;

/** Why a template cannot be parsed or rendered. */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Who or what ended the rendering. */
    public enum Kind {
        /** The template is wrong, or does not fit the values. */
        FAULT,
        /** The template itself called {@code raise_exception}. */
        RAISED,
        /** A limit of {@link Budget} was reached. */
        LIMIT
    }

    private final Kind kind;
    private final int line;

    TemplateException(Kind kind, String message, int line) {
        super(message, null, false, false);
        this.kind = kind;
        this.line = line;
    }

    static TemplateException fault(String message) {
        return new TemplateException(Kind.FAULT, message, 0);
    }

    public Kind kind() {
        return kind;
    }

    /** Line of the template, from 1; 0 where it is not known. */
    public int line() {
        return line;
    }

    TemplateException at(int statementLine) {
        return line > 0 ? this : new TemplateException(kind, getMessage(), statementLine);
    }
}
