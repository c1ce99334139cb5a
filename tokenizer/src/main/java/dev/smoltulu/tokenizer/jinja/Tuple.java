package dev.smoltulu.tokenizer.jinja;

import java.util.AbstractList;
import java.util.Arrays;
import java.util.List;

/** A Python tuple; with names for its items a named one, as groupby gives. */
final class Tuple extends AbstractList<Object> {

    private final List<?> items;
    private final List<String> names;

    Tuple(List<?> items, List<String> names) {
        this.items = items;
        this.names = names;
    }

    static Tuple of(Object... items) {
        return new Tuple(Arrays.asList(items), List.of());
    }

    @Override
    public Object get(int index) {
        return items.get(index);
    }

    @Override
    public int size() {
        return items.size();
    }

    /** Index of a named item, or -1. */
    int named(String name) {
        return names.indexOf(name);
    }
}
