package dev.smoltulu.tokenizer.jinja;

/** A value that a template can call: a function, a method, a macro or the loop. */
interface Callable {

    Object call(CallArguments arguments);

    /** How Python would write the value. */
    default String written() {
        return "<function>";
    }
}
