package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.base.python.PythonText;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Methods of Python's strings, lists, tuples and dicts. In chat templates those that change a list or dict are refused,
 * as by transformers' sandbox (jinja2.sandbox.ImmutableSandboxedEnvironment).
 */
final class Methods {

    private static final Set<String> OF_STRINGS = Set.of(
            "capitalize",
            "casefold",
            "center",
            "count",
            "endswith",
            "expandtabs",
            "find",
            "format",
            "index",
            "isalnum",
            "isalpha",
            "isascii",
            "isdecimal",
            "isdigit",
            "islower",
            "isnumeric",
            "isprintable",
            "isspace",
            "isupper",
            "join",
            "ljust",
            "lower",
            "lstrip",
            "partition",
            "removeprefix",
            "removesuffix",
            "replace",
            "rfind",
            "rindex",
            "rjust",
            "rpartition",
            "rsplit",
            "rstrip",
            "split",
            "splitlines",
            "startswith",
            "strip",
            "swapcase",
            "title",
            "upper",
            "zfill");
    private static final Set<String> OF_LISTS = Set.of("count", "index", "copy");
    private static final Set<String> OF_DICTS = Set.of("get", "items", "keys", "values", "copy");
    private static final Set<String> CHANGING_LISTS =
            Set.of("append", "clear", "extend", "insert", "pop", "remove", "reverse", "sort");
    private static final Set<String> CHANGING_DICTS = Set.of("clear", "pop", "popitem", "setdefault", "update");
    private static final long MAX_WIDTH = 1 << 20;

    private final Python python;
    private final Budget budget;
    private final boolean mayChange;

    /** @param mayChange whether the methods that change a list or dict are there */
    Methods(Python python, Budget budget, boolean mayChange) {
        this.python = python;
        this.budget = budget;
        this.mayChange = mayChange;
    }

    /** The method of this name, where the value has one. */
    Optional<Callable> find(Object value, String name) {
        if (value instanceof String text && OF_STRINGS.contains(name)) {
            return Optional.of(arguments -> string(text, name, arguments));
        }
        if (value instanceof Map<?, ?> map) {
            return OF_DICTS.contains(name)
                    ? Optional.of(arguments -> dict(map, name, arguments))
                    : changing(map, name, "dict", CHANGING_DICTS);
        }
        if (value instanceof List<?> list) {
            if (OF_LISTS.contains(name) && !(list instanceof Tuple && name.equals("copy"))) {
                return Optional.of(arguments -> list(list, name, arguments));
            }
            return list instanceof Tuple ? Optional.empty() : changing(list, name, "list", CHANGING_LISTS);
        }
        return Optional.empty();
    }

    private Optional<Callable> changing(Object value, String name, String type, Set<String> changing) {
        if (!changing.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(arguments -> {
            if (!mayChange || value instanceof Range) {
                throw TemplateException.fault("a template may not change a " + type + " by " + name + "()");
            }
            return value instanceof List
                    ? change(listOf(value), name, arguments)
                    : change(mapOf(value), name, arguments);
        });
    }

    @SuppressWarnings("unchecked")
    private static List<Object> listOf(Object value) {
        return (List<Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static Map<Object, Object> mapOf(Object value) {
        return (Map<Object, Object>) value;
    }

    private Object change(List<Object> list, String name, CallArguments a) {
        budget.step();
        switch (name) {
            case "append" -> list.add(a.need(name, 0, "object"));
            case "extend" -> list.addAll(new ArrayList<>(python.items(a.need(name, 0, "iterable"))));
            case "insert" -> list.add(place(list, a.whole(name, 0, "index", 0)), a.need(name, 1, "object"));
            case "clear" -> list.clear();
            case "reverse" -> Collections.reverse(list);
            case "sort" ->
                list.sort(
                        Python.isTrue(a.get(Integer.MAX_VALUE, "reverse", false))
                                ? (x, y) -> python.compare(y, x)
                                : python::compare);
            case "remove" -> list.remove((int) (long) (Long) list(list, "index", a));
            default -> {
                long index = a.whole(name, 0, "index", -1);
                if (Python.at(list, index) == null) {
                    throw TemplateException.fault("pop() from a list without item " + index);
                }
                return list.remove(place(list, index));
            }
        }
        return null;
    }

    private static int place(List<?> list, long index) {
        return (int) Math.max(0, Math.min(list.size(), index < 0 ? index + list.size() : index));
    }

    private Object change(Map<Object, Object> map, String name, CallArguments a) {
        budget.step();
        switch (name) {
            case "clear" -> map.clear();
            case "setdefault" -> {
                Object key = a.need(name, 0, "key");
                if (!map.containsKey(key)) {
                    map.put(key, a.get(1, "default", null));
                }
                return map.get(key);
            }
            case "update" -> {
                a.positional().forEach(source -> {
                    if (!(source instanceof Map<?, ?> other)) {
                        throw TemplateException.fault("update() needs a dict, not " + Python.type(source));
                    }
                    map.putAll(other);
                });
                map.putAll(a.named());
            }
            default -> {
                List<Object> keys = new ArrayList<>(map.keySet());
                Object key =
                        name.equals("pop") ? a.need(name, 0, "key") : keys.isEmpty() ? null : keys.get(keys.size() - 1);
                if (!map.containsKey(key)) {
                    if (name.equals("pop") && a.has(1, "default")) {
                        return a.get(1, "default", null);
                    }
                    throw TemplateException.fault(name + "(): the dict has no such key");
                }
                Object value = map.remove(key);
                return name.equals("pop") ? value : Tuple.of(key, value);
            }
        }
        return null;
    }

    private static Object dict(Map<?, ?> map, String name, CallArguments arguments) {
        if (name.equals("get")) {
            Object key = arguments.need("get", 0, "key");
            return map.containsKey(key) ? map.get(key) : arguments.get(1, "default", null);
        }
        arguments.only(name);
        return name.equals("copy") ? new LinkedHashMap<>(map) : new DictView(map, name);
    }

    private Object list(List<?> list, String name, CallArguments arguments) {
        budget.steps(list.size());
        if (name.equals("copy")) {
            return new ArrayList<>(list);
        }
        Object item = arguments.need(name, 0, "value");
        if (name.equals("count")) {
            return list.stream().filter(each -> Python.equal(each, item)).count();
        }
        for (int i = 0; i < list.size(); i++) {
            if (Python.equal(list.get(i), item)) {
                return (long) i;
            }
        }
        throw TemplateException.fault(python.repr(item) + " is not in the list");
    }

    private Object string(String text, String name, CallArguments a) {
        budget.string(text.length());
        return switch (name) {
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> PythonText.lower(text);
            case "casefold" -> PythonText.lower(text.toUpperCase(Locale.ROOT));
            case "capitalize" -> PythonText.capitalize(text);
            case "title" -> title(text);
            case "swapcase" -> swapCase(text);
            case "strip" -> strip(text, a, true, true);
            case "lstrip" -> strip(text, a, true, false);
            case "rstrip" -> strip(text, a, false, true);
            case "split" -> split(text, a, false);
            case "rsplit" -> split(text, a, true);
            case "splitlines" -> splitLines(text, Python.isTrue(a.get(0, "keepends", false)));
            case "partition" -> partition(text, a.text(name, 0, "sep", null), false);
            case "rpartition" -> partition(text, a.text(name, 0, "sep", null), true);
            case "join" -> join(text, a.need(name, 0, "iterable"));
            case "replace" ->
                replace(
                        text,
                        a.text(name, 0, "old", null),
                        a.text(name, 1, "new", null),
                        a.whole(name, 2, "count", -1));
            case "startswith" -> affixes(part(text, a), a.need(name, 0, "prefix"), true);
            case "endswith" -> affixes(part(text, a), a.need(name, 0, "suffix"), false);
            case "removeprefix" -> PythonText.removePrefix(text, a.text(name, 0, "prefix", null));
            case "removesuffix" -> PythonText.removeSuffix(text, a.text(name, 0, "suffix", null));
            case "find" -> find(text, a, name, false);
            case "rfind" -> find(text, a, name, true);
            case "index", "rindex" -> {
                long index = find(text, a, name, name.equals("rindex"));
                if (index < 0) {
                    throw TemplateException.fault(name + "(): the substring is not in the string");
                }
                yield index;
            }
            case "count" -> count(part(text, a), a.text(name, 0, "sub", null));
            case "center" -> {
                long missing = missing(text, a, name);
                // Python puts the odd one to the left where the width is odd.
                long left = missing / 2 + (missing & a.whole(name, 0, "width", 0) & 1);
                yield fill(a, name, left) + text + fill(a, name, missing - left);
            }
            case "ljust" -> text + fill(a, name, missing(text, a, name));
            case "rjust" -> fill(a, name, missing(text, a, name)) + text;
            case "zfill" -> {
                int sign = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
                yield text.substring(0, sign) + "0".repeat((int) missing(text, a, name)) + text.substring(sign);
            }
            case "expandtabs" -> expandTabs(text, (int) Math.min(1000, a.whole(name, 0, "tabsize", 8)));
            case "format" -> new PythonFormat(python, budget).format(text, a);
            case "isalnum" -> all(text, c -> Character.isLetter(c) || isNumeric(c));
            case "isalpha" -> all(text, Character::isLetter);
            case "isascii" -> text.chars().allMatch(c -> c < 128);
            case "isdecimal" -> all(text, Character::isDigit);
            case "isdigit" -> all(text, c -> Character.isDigit(c) || isSuperscript(c));
            case "isnumeric" -> all(text, Methods::isNumeric);
            case "isspace" -> all(text, PythonText::isSpace);
            case "islower" -> PythonText.isLower(text);
            case "isupper" -> PythonText.isUpper(text);
            case "isprintable" -> text.codePoints().allMatch(PythonWriter::isPrintable);
            default -> throw new IllegalStateException(name);
        };
    }

    private static boolean all(String text, IntPredicate holds) {
        return !text.isEmpty() && text.codePoints().allMatch(holds);
    }

    private static boolean isSuperscript(int c) {
        return c == 0xB2
                || c == 0xB3
                || c == 0xB9
                || c >= 0x2070 && c <= 0x2089 && Character.getType(c) == Character.OTHER_NUMBER;
    }

    private static boolean isNumeric(int c) {
        int type = Character.getType(c);
        return type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    static String title(String text) {
        StringBuilder title = new StringBuilder(text.length());
        boolean inside = false;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            int c = text.codePointAt(i);
            boolean cased = Character.isLetter(c)
                    && (Character.isUpperCase(c) || Character.isLowerCase(c) || Character.isTitleCase(c));
            title.appendCodePoint(cased ? inside ? Character.toLowerCase(c) : Character.toTitleCase(c) : c);
            inside = cased;
        }
        return title.toString();
    }

    private static String swapCase(String text) {
        StringBuilder swapped = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            String one = Character.toString(c);
            swapped.append(Character.isUpperCase(c) ? one.toLowerCase(Locale.ROOT) : one.toUpperCase(Locale.ROOT));
        });
        return swapped.toString();
    }

    /** Without the characters given, or without white space. */
    static String strip(String text, CallArguments arguments, boolean left, boolean right) {
        String characters = arguments.text("strip", 0, "chars", null);
        IntPredicate taken = characters == null ? PythonText::isSpace : c -> characters.indexOf(c) >= 0;
        int start = 0;
        int end = text.length();
        while (left && start < end && taken.test(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        while (right && end > start && taken.test(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(start, end);
    }

    private List<Object> split(String text, CallArguments arguments, boolean fromRight) {
        String separator = arguments.text("split", 0, "sep", null);
        long limit = arguments.whole("split", 1, "maxsplit", -1);
        budget.steps(text.length() / 4);
        List<Object> parts = new ArrayList<>();
        if (separator != null && separator.isEmpty()) {
            throw TemplateException.fault("split(): the separator is empty");
        }
        if (fromRight) {
            String rest = separator == null ? PythonText.stripTrailing(text) : text;
            while (limit < 0 || parts.size() < limit) {
                int end = separator == null ? lastSpace(rest) : rest.lastIndexOf(separator);
                if (end < 0) {
                    break;
                }
                parts.add(0, rest.substring(end + (separator == null ? 1 : separator.length())));
                rest = separator == null ? PythonText.stripTrailing(rest.substring(0, end)) : rest.substring(0, end);
            }
            if (separator != null || !PythonText.isBlank(rest)) {
                parts.add(0, separator == null && parts.size() < limit ? PythonText.strip(rest) : rest);
            }
            return parts;
        }
        String rest = separator == null ? strip(text, CallArguments.NONE, true, false) : text;
        while (limit < 0 || parts.size() < limit) {
            int end = separator == null ? firstSpace(rest) : rest.indexOf(separator);
            if (end < 0) {
                break;
            }
            parts.add(rest.substring(0, end));
            rest = rest.substring(end + (separator == null ? 1 : separator.length()));
            rest = separator == null ? strip(rest, CallArguments.NONE, true, false) : rest;
        }
        if (separator != null || !rest.isEmpty()) {
            parts.add(rest);
        }
        return parts;
    }

    private static int firstSpace(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (PythonText.isSpace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int lastSpace(String text) {
        for (int i = text.length() - 1; i >= 0; i--) {
            if (PythonText.isSpace(text.charAt(i))) {
                return i;
            }
        }
        return -1;
    }

    private static List<Object> splitLines(String text, boolean keepEnds) {
        List<Object> lines = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = start;
            while (end < text.length()
                    && "\n\r\u000b\f\u001c\u001d\u001e\u0085\u2028\u2029".indexOf(text.charAt(end)) < 0) {
                end++;
            }
            int next = Math.min(text.length(), end + (text.startsWith("\r\n", end) ? 2 : 1));
            lines.add(text.substring(start, keepEnds ? next : end));
            start = next;
        }
        return lines;
    }

    private static Tuple partition(String text, String separator, boolean last) {
        int at = last ? text.lastIndexOf(separator) : text.indexOf(separator);
        if (at < 0) {
            return last ? Tuple.of("", "", text) : Tuple.of(text, "", "");
        }
        return Tuple.of(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private String join(String separator, Object iterable) {
        StringBuilder text = new StringBuilder();
        List<Object> items = python.items(iterable);
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof String item)) {
                throw TemplateException.fault(
                        "join(): item " + i + " is of type " + Python.type(items.get(i)) + ", not a string");
            }
            text.append(i == 0 ? "" : separator).append(item);
            budget.string(separator.length() + item.length());
        }
        return text.toString();
    }

    /** The first {@code count} occurrences replaced; all where it is negative. */
    String replace(String text, String old, String by, long count) {
        if (old == null || by == null) {
            throw TemplateException.fault("replace() needs the arguments 'old' and 'new'");
        }
        if (old.isEmpty()) {
            return interspersed(text, by, count);
        }
        StringBuilder replaced = new StringBuilder();
        int at = 0;
        for (long i = 0; count < 0 || i < count; i++) {
            int next = text.indexOf(old, at);
            if (next < 0) {
                break;
            }
            replaced.append(text, at, next).append(by);
            budget.string(next - at + by.length());
            at = next + old.length();
        }
        return replaced.append(text, at, text.length()).toString();
    }

    private String interspersed(String text, String by, long count) {
        StringBuilder replaced = new StringBuilder();
        long left = count < 0 ? Long.MAX_VALUE : count;
        for (int i = 0; i <= text.length(); ) {
            if (left-- > 0) {
                budget.string(by.length() + 1);
                replaced.append(by);
            }
            if (i == text.length()) {
                break;
            }
            int c = text.codePointAt(i);
            replaced.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return replaced.toString();
    }

    /** The part between {@code start} and {@code end}, the second and third argument. */
    private String part(String text, CallArguments arguments) {
        if (arguments.positional().size() < 2) {
            return text;
        }
        Object end = arguments.get(2, "end", null);
        return (String) python.slice(text, arguments.whole("find", 1, "start", 0), (Long) end, null);
    }

    private static boolean affixes(String text, Object affix, boolean prefix) {
        List<?> options = affix instanceof Tuple tuple ? tuple : List.of(affix == null ? "" : affix);
        for (Object option : options) {
            if (!(option instanceof String string)) {
                throw TemplateException.fault((prefix ? "startswith" : "endswith")
                        + "() needs a string or a tuple of strings, not " + Python.type(option));
            }
            if (prefix ? text.startsWith(string) : text.endsWith(string)) {
                return true;
            }
        }
        return false;
    }

    private long find(String text, CallArguments arguments, String name, boolean last) {
        String sub = arguments.text(name, 0, "sub", null);
        long length = Python.length(text);
        long start = arguments.positional().size() < 2 ? 0 : arguments.whole(name, 1, "start", 0);
        long from = Math.max(0, start < 0 ? start + length : start);
        String part = part(text, arguments);
        int at = last ? part.lastIndexOf(sub) : part.indexOf(sub);
        return at < 0 || from > length ? -1 : from + part.codePointCount(0, at);
    }

    private static long count(String text, String sub) {
        if (sub.isEmpty()) {
            return Python.length(text) + 1;
        }
        long count = 0;
        for (int at = text.indexOf(sub); at >= 0; at = text.indexOf(sub, at + sub.length())) {
            count++;
        }
        return count;
    }

    private static long missing(String text, CallArguments arguments, String name) {
        long width = arguments.whole(name, 0, "width", 0);
        if (width > MAX_WIDTH) {
            throw Budget.limit("it makes a string wider than " + MAX_WIDTH + " characters");
        }
        return Math.max(0, width - Python.length(text));
    }

    private static String fill(CallArguments arguments, String name, long count) {
        return arguments.text(name, 1, "fillchar", " ").repeat((int) count);
    }

    private String expandTabs(String text, int size) {
        StringBuilder expanded = new StringBuilder();
        int column = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\t') {
                int spaces = size > 0 ? size - column % size : 0;
                budget.string(spaces);
                expanded.append(" ".repeat(spaces));
                column += spaces;
            } else {
                expanded.append(c);
                column = c == '\n' || c == '\r' ? 0 : column + 1;
            }
        }
        return expanded.toString();
    }
}
