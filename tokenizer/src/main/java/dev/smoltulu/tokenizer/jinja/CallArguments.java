package dev.smoltulu.tokenizer.jinja;

import java.util.List;
import java.util.Map;

/** The values that a function, filter or test is called with. */
record CallArguments(List<Object> positional, Map<String, Object> named) {

    static final CallArguments NONE = new CallArguments(List.of(), Map.of());

    /** Refuses more than these parameters, and names that are not among them. */
    CallArguments only(String function, String... parameters) {
        if (positional.size() > parameters.length) {
            throw TemplateException.fault(
                    function + "() takes at most " + parameters.length + " arguments, not " + positional.size());
        }
        for (String name : named.keySet()) {
            int index = List.of(parameters).indexOf(name);
            if (index < 0) {
                throw TemplateException.fault(function + "() has no argument '" + name + "'");
            }
            if (index < positional.size()) {
                throw TemplateException.fault(function + "() is given '" + name + "' twice");
            }
        }
        return this;
    }

    boolean has(int index, String name) {
        return index < positional.size() || named.containsKey(name);
    }

    Object get(int index, String name, Object otherwise) {
        return index < positional.size() ? positional.get(index) : named.getOrDefault(name, otherwise);
    }

    Object need(String function, int index, String name) {
        if (!has(index, name)) {
            throw TemplateException.fault(function + "() needs the argument '" + name + "'");
        }
        return get(index, name, null);
    }

    String text(String function, int index, String name, String otherwise) {
        Object value = get(index, name, otherwise);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw TemplateException.fault(function + "(): '" + name + "' must be a string, not " + Python.type(value));
    }

    long whole(String function, int index, String name, long otherwise) {
        Object value = get(index, name, otherwise);
        if (value instanceof Boolean flag) {
            return flag ? 1 : 0;
        }
        if (value instanceof Long number) {
            return number;
        }
        throw TemplateException.fault(
                function + "(): '" + name + "' must be a whole number, not " + Python.type(value));
    }
}
