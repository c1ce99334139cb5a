package dev.smoltulu.tokenizer.jinja;

import java.util.Map;

/** {@code namespace(...)}: the one value whose attributes a template can set. */
record Namespace(Map<String, Object> attributes) {

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
