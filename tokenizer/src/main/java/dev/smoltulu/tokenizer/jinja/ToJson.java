package dev.smoltulu.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The filter {@code tojson}: Python's {@code json.dumps}, as transformers or as Jinja2 sets it up. */
final class ToJson {

    private static final int MAX_NESTING = 100;
    private static final int MAX_INDENT = 64;

    private final Python python;
    private final Budget budget;
    private final String indent;
    private final String itemSeparator;
    private final String keySeparator;
    private final boolean sortKeys;
    private final boolean asciiOnly;
    private final boolean htmlSafe;
    private final StringBuilder json = new StringBuilder();

    private ToJson(Python python, Budget budget, boolean chat, CallArguments arguments) {
        this.python = python;
        this.budget = budget;
        this.htmlSafe = !chat;
        if (chat) {
            arguments.only("tojson", "ensure_ascii", "indent", "separators", "sort_keys");
        } else {
            arguments.only("tojson", "indent");
        }
        this.indent = indent(arguments.get(chat ? 1 : 0, "indent", null));
        Object separators = chat ? arguments.get(2, "separators", null) : null;
        if (separators instanceof List<?> two && two.size() == 2) {
            this.itemSeparator = python.str(two.get(0));
            this.keySeparator = python.str(two.get(1));
        } else {
            this.itemSeparator = indent == null ? ", " : ",";
            this.keySeparator = ": ";
        }
        this.sortKeys = !chat || Python.isTrue(arguments.get(3, "sort_keys", false));
        this.asciiOnly = !chat || Python.isTrue(arguments.get(0, "ensure_ascii", false));
    }

    private static String indent(Object indent) {
        if (indent == null || indent instanceof String) {
            return (String) indent;
        }
        if (!(indent instanceof Long width)) {
            throw TemplateException.fault("tojson(): 'indent' must be a whole number or a string");
        }
        if (width > MAX_INDENT) {
            throw Budget.limit("tojson() indents by more than " + MAX_INDENT);
        }
        return " ".repeat((int) Math.max(0, width));
    }

    /**
     * The value as JSON.
     *
     * @param chat as transformers has the filter; else as Jinja2 itself: keys sorted, ASCII only, safe within HTML
     */
    static String write(Object value, boolean chat, CallArguments arguments, Python python, Budget budget) {
        ToJson writer = new ToJson(python, budget, chat, arguments);
        writer.write(value, 0);
        return writer.json.toString();
    }

    private void write(Object value, int nesting) {
        budget.step();
        if (nesting > MAX_NESTING) {
            throw Budget.limit("tojson() writes a value that nests deeper than " + MAX_NESTING + " levels");
        }
        int before = json.length();
        if (value == null) {
            json.append("null");
        } else if (value instanceof String text) {
            json.append(quoted(text));
        } else if (value instanceof Boolean || value instanceof Long) {
            json.append(value);
        } else if (value instanceof Double number) {
            json.append(number(number));
        } else if (value instanceof Map<?, ?> map) {
            dict(map, nesting);
        } else if (value instanceof List<?> list && !(value instanceof Range)) {
            list(list, nesting);
        } else {
            throw value instanceof Undefined undefined
                    ? undefined.fault()
                    : TemplateException.fault("tojson() cannot write a value of type " + Python.type(value));
        }
        if (!(value instanceof Map) && !(value instanceof List)) {
            budget.string(json.length() - before);
        }
    }

    private static String number(double number) {
        return Double.isNaN(number)
                ? "NaN"
                : Double.isInfinite(number) ? number > 0 ? "Infinity" : "-Infinity" : PythonWriter.real(number);
    }

    private String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                default -> {
                    if (c < 0x20 || asciiOnly && c > 0x7e || htmlSafe && "<>&'".indexOf(c) >= 0) {
                        quoted.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                    } else {
                        quoted.append(c);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }

    private void list(List<?> list, int nesting) {
        json.append('[');
        for (int i = 0; i < list.size(); i++) {
            json.append(i == 0 ? "" : itemSeparator);
            newLine(nesting + 1);
            write(list.get(i), nesting + 1);
        }
        if (!list.isEmpty()) {
            newLine(nesting);
        }
        json.append(']');
    }

    private void dict(Map<?, ?> map, int nesting) {
        json.append('{');
        List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
        if (sortKeys) {
            Comparator<Object> order = python::compare;
            entries.sort((a, b) -> order.compare(a.getKey(), b.getKey()));
        }
        boolean first = true;
        for (Map.Entry<?, ?> entry : entries) {
            json.append(first ? "" : itemSeparator);
            first = false;
            newLine(nesting + 1);
            json.append(quoted(key(entry.getKey()))).append(keySeparator);
            write(entry.getValue(), nesting + 1);
        }
        if (!entries.isEmpty()) {
            newLine(nesting);
        }
        json.append('}');
    }

    private String key(Object key) {
        if (key instanceof String text) {
            return text;
        }
        if (key == null || key instanceof Boolean || key instanceof Long) {
            return String.valueOf(key);
        }
        if (key instanceof Double number) {
            return number(number);
        }
        throw TemplateException.fault("tojson(): a key must be a string, not " + Python.type(key));
    }

    private void newLine(int nesting) {
        if (indent != null) {
            budget.string((long) indent.length() * nesting + 1);
            json.append('\n').append(indent.repeat(nesting));
        }
    }
}
