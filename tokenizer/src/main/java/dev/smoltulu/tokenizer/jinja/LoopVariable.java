package dev.smoltulu.tokenizer.jinja;

import java.util.List;
import java.util.Set;

/** {@code loop} inside of a for loop (jinja2.runtime.LoopContext). */
final class LoopVariable {

    private static final Set<String> ATTRIBUTES = Set.of(
            "index",
            "index0",
            "revindex",
            "revindex0",
            "first",
            "last",
            "length",
            "depth",
            "depth0",
            "previtem",
            "nextitem",
            "cycle",
            "changed");

    private final List<Object> items;
    private final int depth;
    private final Callable recursion;
    private int index;
    private List<Object> lastChanged;

    LoopVariable(List<Object> items, int depth, Callable recursion) {
        this.items = items;
        this.depth = depth;
        this.recursion = recursion;
    }

    void moveTo(int round) {
        index = round;
    }

    Callable recursion() {
        return recursion;
    }

    boolean has(String name) {
        return ATTRIBUTES.contains(name);
    }

    Object get(String name) {
        return switch (name) {
            case "index" -> index + 1L;
            case "index0" -> (long) index;
            case "revindex" -> (long) items.size() - index;
            case "revindex0" -> items.size() - index - 1L;
            case "first" -> index == 0;
            case "last" -> index == items.size() - 1;
            case "length" -> (long) items.size();
            case "depth" -> depth + 1L;
            case "depth0" -> (long) depth;
            case "previtem" -> index > 0 ? items.get(index - 1) : new Undefined("there is no previous item", false);
            case "nextitem" ->
                index < items.size() - 1 ? items.get(index + 1) : new Undefined("there is no next item", false);
            case "cycle" -> (Callable) this::cycle;
            default -> (Callable) this::changed;
        };
    }

    private Object cycle(CallArguments arguments) {
        if (arguments.positional().isEmpty()) {
            throw TemplateException.fault("loop.cycle() needs values");
        }
        return arguments.positional().get(index % arguments.positional().size());
    }

    private Object changed(CallArguments arguments) {
        boolean changed = lastChanged == null || !Python.equal(lastChanged, arguments.positional());
        lastChanged = arguments.positional();
        return changed;
    }
}
