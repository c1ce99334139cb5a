package dev.smoltulu.tokenizer.jinja;

/**
 * A name, attribute or item that does not exist: empty and false, and an error for most else (jinja2.Undefined).
 *
 * @param what   what is not there, for errors
 * @param strict an error also where it is written, tested or compared (jinja2.StrictUndefined)
 */
record Undefined(String what, boolean strict) {

    TemplateException fault() {
        return TemplateException.fault(what);
    }

    /** Python compares the types only. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Undefined;
    }

    @Override
    public int hashCode() {
        return 1;
    }
}
