package dev.smoltulu.tokenizer.jinja;

/** What one rendering may use. Templates come from strangers, and data sets render one for every row. */
final class Budget {

    /** Evaluated nodes, loop rounds and list items: ample for ten thousand messages, under a second. */
    private static final long MAX_STEPS = 5_000_000;
    /** Characters of all strings that are made on the way. */
    private static final long MAX_CHARACTERS = 256L << 20;
    /** Characters of one string: larger than any conversation that a model can read. */
    private static final long MAX_STRING = 64L << 20;

    private static final int MAX_DEPTH = 500;

    private long steps;
    private long characters;
    private int depth;

    void step() {
        steps(1);
    }

    void steps(long count) {
        steps += count;
        if (steps > MAX_STEPS) {
            throw limit("it takes more than " + MAX_STEPS + " steps");
        }
    }

    /** Takes account of a string before it is made. */
    void string(long length) {
        characters += length;
        if (length > MAX_STRING || characters > MAX_CHARACTERS) {
            throw limit("it makes more than " + (MAX_STRING >> 20) + " million characters");
        }
    }

    void enter() {
        if (++depth > MAX_DEPTH) {
            throw limit("it nests deeper than " + MAX_DEPTH + " levels");
        }
    }

    void leave() {
        depth--;
    }

    static TemplateException limit(String what) {
        return new TemplateException(TemplateException.Kind.LIMIT, what, 0);
    }
}
