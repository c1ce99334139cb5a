package dev.smoltulu.tokenizer.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What Python's operators do with the values of a template. Writing a value is {@link PythonWriter}'s. */
final class Python {

    private final Budget budget;
    private final PythonWriter writer;

    Python(Budget budget) {
        this.budget = budget;
        this.writer = new PythonWriter(budget);
    }

    /** {@code str(value)}. */
    String str(Object value) {
        return writer.str(value);
    }

    String repr(Object value) {
        return writer.repr(value);
    }

    /** Name of a value's type in errors. */
    static String type(Object value) {
        if (value == null) {
            return "None";
        }
        if (value instanceof Boolean) {
            return "bool";
        }
        if (value instanceof Long) {
            return "int";
        }
        if (value instanceof Double) {
            return "float";
        }
        if (value instanceof String) {
            return "str";
        }
        if (value instanceof Tuple) {
            return "tuple";
        }
        if (value instanceof Range) {
            return "range";
        }
        if (value instanceof List) {
            return "list";
        }
        if (value instanceof Map) {
            return "dict";
        }
        if (value instanceof Undefined) {
            return "an undefined value";
        }
        return value instanceof DictView view
                ? "dict_" + view.kind()
                : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }

    static boolean isTrue(Object value) {
        if (value instanceof Undefined undefined) {
            if (undefined.strict()) {
                throw undefined.fault();
            }
            return false;
        }
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof Long number) {
            return number != 0;
        }
        if (value instanceof Double number) {
            return number != 0;
        }
        if (value instanceof String text) {
            return !text.isEmpty();
        }
        if (value instanceof List<?> list) {
            return !list.isEmpty();
        }
        if (value instanceof Map<?, ?> map) {
            return !map.isEmpty();
        }
        return !(value instanceof DictView view) || !view.dict().isEmpty();
    }

    /** Items of a value that can be iterated over: characters, list items, dict keys. */
    List<Object> items(Object value) {
        List<Object> items = itemsOrNull(value);
        if (items == null) {
            throw TemplateException.fault("a value of type " + type(value) + " is not iterable");
        }
        budget.steps(items.size());
        return items;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> itemsOrNull(Object value) {
        if (value instanceof List<?> list) {
            return (List<Object>) list;
        }
        if (value instanceof Map<?, ?> map) {
            return new ArrayList<>(map.keySet());
        }
        if (value instanceof String text) {
            List<Object> characters = new ArrayList<>(text.length());
            text.codePoints().forEach(c -> characters.add(Character.toString(c)));
            return characters;
        }
        if (value instanceof Undefined undefined) {
            if (undefined.strict()) {
                throw undefined.fault();
            }
            return List.of();
        }
        if (value instanceof DictView view) {
            return view.list();
        }
        if (value instanceof OneShot generator) {
            List<Object> rest = new ArrayList<>();
            generator.items().forEachRemaining(rest::add);
            return rest;
        }
        return null;
    }

    static boolean isIterable(Object value) {
        return value instanceof List
                || value instanceof Map
                || value instanceof String
                || value instanceof DictView
                || value instanceof OneShot
                || value instanceof Undefined undefined && !undefined.strict();
    }

    static long length(Object value) {
        if (value instanceof String text) {
            return text.codePointCount(0, text.length());
        }
        if (value instanceof List<?> list) {
            return list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return map.size();
        }
        if (value instanceof DictView view) {
            return view.dict().size();
        }
        if (value instanceof Undefined undefined) {
            if (undefined.strict()) {
                throw undefined.fault();
            }
            return 0;
        }
        throw TemplateException.fault("a value of type " + type(value) + " has no length");
    }

    // ---- comparison

    static boolean equal(Object a, Object b) {
        if (a instanceof Undefined x && x.strict()) {
            throw x.fault();
        }
        if (b instanceof Undefined y && y.strict()) {
            throw y.fault();
        }
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double ? real(a) == real(b) : whole(a) == whole(b);
        }
        if (a instanceof List<?> x && b instanceof List<?> y) {
            return a instanceof Tuple == b instanceof Tuple && equalItems(x, y);
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(e -> y.containsKey(e.getKey()) && equal(e.getValue(), y.get(e.getKey())));
        }
        return a == null ? b == null : a.equals(b);
    }

    private static boolean equalItems(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Negative, zero or positive, as for a {@link java.util.Comparator}. */
    int compare(Object a, Object b) {
        budget.step();
        if (isNumber(a) && isNumber(b)) {
            return a instanceof Double || b instanceof Double
                    ? Double.compare(real(a) + 0.0, real(b) + 0.0)
                    : Long.compare(whole(a), whole(b));
        }
        if (a instanceof String x && b instanceof String y) {
            return compareByCodePoints(x, y);
        }
        if (a instanceof List<?> x && b instanceof List<?> y && a instanceof Tuple == b instanceof Tuple) {
            for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
                if (!equal(x.get(i), y.get(i))) {
                    return compare(x.get(i), y.get(i));
                }
            }
            return Integer.compare(x.size(), y.size());
        }
        throw TemplateException.fault("values of types " + type(a) + " and " + type(b) + " have no order");
    }

    private static int compareByCodePoints(String a, String b) {
        int at = 0;
        while (at < Math.min(a.length(), b.length()) && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        if (at == Math.min(a.length(), b.length())) {
            return Integer.compare(a.length(), b.length());
        }
        boolean surrogates = Character.isSurrogate(a.charAt(at)) && Character.isSurrogate(b.charAt(at));
        int start = surrogates && at > 0 && Character.isHighSurrogate(a.charAt(at - 1)) ? at - 1 : at;
        return Integer.compare(a.codePointAt(start), b.codePointAt(start));
    }

    boolean contains(Object container, Object item) {
        if (container instanceof String text) {
            if (item instanceof String part) {
                return text.contains(part);
            }
            throw TemplateException.fault("'in' a string needs a string, not " + type(item));
        }
        if (container instanceof Map<?, ?> map) {
            return map.containsKey(item);
        }
        return items(container).stream().anyMatch(each -> equal(each, item));
    }

    // ---- arithmetic

    static boolean isNumber(Object value) {
        return value instanceof Long || value instanceof Double || value instanceof Boolean;
    }

    private static boolean isWhole(Object value) {
        return value instanceof Long || value instanceof Boolean;
    }

    static long whole(Object value) {
        return value instanceof Boolean flag ? (flag ? 1 : 0) : (Long) value;
    }

    static double real(Object value) {
        return value instanceof Double number ? number : whole(value);
    }

    Object arithmetic(String operator, Object a, Object b) {
        budget.step();
        try {
            Object result = operator.equals("%") && a instanceof String format
                    ? new PythonFormat(this, budget).percent(format, b)
                    : isNumber(a) && isNumber(b) ? numbers(operator, a, b) : sequences(operator, a, b);
            if (result != null) {
                return result;
            }
        } catch (ArithmeticException e) {
            throw TemplateException.fault(
                    "/".equals(e.getMessage()) ? "division by zero" : "a whole number grows too large");
        }
        throw unsupported(operator, a, b);
    }

    private static TemplateException unsupported(String operator, Object a, Object b) {
        if (a instanceof Undefined undefined) {
            return undefined.fault();
        }
        if (b instanceof Undefined undefined) {
            return undefined.fault();
        }
        return TemplateException.fault(
                "'" + operator + "' does not work on values of types " + type(a) + " and " + type(b));
    }

    private static Object numbers(String operator, Object a, Object b) {
        boolean divides = operator.equals("/") || operator.equals("//") || operator.equals("%");
        if (divides && real(b) == 0) {
            throw new ArithmeticException("/");
        }
        if (operator.equals("/")) {
            return real(a) / real(b);
        }
        if (isWhole(a) && isWhole(b)) {
            long x = whole(a);
            long y = whole(b);
            return switch (operator) {
                case "+" -> Math.addExact(x, y);
                case "-" -> Math.subtractExact(x, y);
                case "*" -> Math.multiplyExact(x, y);
                case "//" -> Math.floorDiv(x, y);
                case "%" -> Math.floorMod(x, y);
                default -> power(x, y);
            };
        }
        double x = real(a);
        double y = real(b);
        return switch (operator) {
            case "+" -> x + y;
            case "-" -> x - y;
            case "*" -> x * y;
            case "//" -> Math.floor(x / y);
            case "%" -> {
                double rest = x % y;
                yield rest != 0 && rest < 0 != y < 0 ? rest + y : rest;
            }
            default -> Math.pow(x, y);
        };
    }

    private static Object power(long base, long exponent) {
        if (exponent < 0) {
            return Math.pow(base, exponent);
        }
        if (base == 0 || base == 1 || base == -1) {
            return exponent == 0 ? 1L : base == -1 && exponent % 2 == 0 ? 1L : base;
        }
        long result = 1;
        for (long i = 0; i < exponent; i++) {
            result = Math.multiplyExact(result, base);
        }
        return result;
    }

    private Object sequences(String operator, Object a, Object b) {
        if (operator.equals("+")) {
            if (a instanceof String x && b instanceof String y) {
                budget.string((long) x.length() + y.length());
                return x + y;
            }
            if (a instanceof List<?> x && b instanceof List<?> y && a instanceof Tuple == b instanceof Tuple) {
                budget.steps((long) x.size() + y.size());
                List<Object> sum = new ArrayList<>(x);
                sum.addAll(y);
                return a instanceof Tuple ? new Tuple(sum, List.of()) : sum;
            }
            return null;
        }
        if (!operator.equals("*") || isWhole(a) == isWhole(b)) {
            return null;
        }
        Object sequence = isWhole(a) ? b : a;
        long count = Math.max(0, whole(isWhole(a) ? a : b));
        if (sequence instanceof String text) {
            budget.string(Math.multiplyExact(text.length(), count));
            return text.repeat((int) (text.isEmpty() ? 0 : count));
        }
        if (sequence instanceof List<?> list && !(list instanceof Range)) {
            budget.steps(Math.multiplyExact(list.size(), count));
            List<Object> repeated = new ArrayList<>();
            for (long i = 0; i < count && !list.isEmpty(); i++) {
                repeated.addAll(list);
            }
            return list instanceof Tuple ? new Tuple(repeated, List.of()) : repeated;
        }
        return null;
    }

    static Object negated(Object value) {
        if (value instanceof Double number) {
            return -number;
        }
        if (isWhole(value)) {
            return Math.negateExact(whole(value));
        }
        throw value instanceof Undefined undefined
                ? undefined.fault()
                : TemplateException.fault("'-' does not work on a value of type " + type(value));
    }

    // ---- items

    /** {@code sequence[start:stop:step]}. */
    Object slice(Object sequence, Long start, Long stop, Long step) {
        long by = step == null ? 1 : step;
        if (by == 0) {
            throw TemplateException.fault("a slice needs a step that is not 0");
        }
        if (sequence instanceof Undefined undefined) {
            throw undefined.fault();
        }
        if (!(sequence instanceof String) && !(sequence instanceof List)) {
            throw TemplateException.fault("a value of type " + type(sequence) + " cannot be sliced");
        }
        List<Object> items = items(sequence);
        long size = items.size();
        long from = bound(start, by > 0 ? 0 : size - 1, size, by);
        long to = bound(stop, by > 0 ? size : -1, size, by);
        List<Object> part = new ArrayList<>();
        for (long i = from; by > 0 ? i < to : i > to; i += by) {
            part.add(items.get((int) i));
        }
        if (sequence instanceof String) {
            StringBuilder text = new StringBuilder();
            part.forEach(text::append);
            budget.string(text.length());
            return text.toString();
        }
        return sequence instanceof Tuple ? new Tuple(part, List.of()) : part;
    }

    private static long bound(Long given, long otherwise, long size, long step) {
        if (given == null) {
            return otherwise;
        }
        long index = given < 0 ? given + size : given;
        return step > 0 ? Math.max(0, Math.min(index, size)) : Math.max(-1, Math.min(index, size - 1));
    }

    /** {@code sequence[index]} of a list, tuple or string; null where there is no such item. */
    static Object[] at(Object sequence, long index) {
        long size = length(sequence);
        long i = index < 0 ? index + size : index;
        if (i < 0 || i >= size) {
            return null;
        }
        if (sequence instanceof String text) {
            int from = text.offsetByCodePoints(0, (int) i);
            return new Object[] {Character.toString(text.codePointAt(from))};
        }
        return new Object[] {((List<?>) sequence).get((int) i)};
    }

    List<Object> reversed(Object value) {
        List<Object> items = new ArrayList<>(items(value));
        Collections.reverse(items);
        return items;
    }

    static OneShot generator(List<Object> items) {
        Iterator<Object> iterator = items.iterator();
        return new OneShot(iterator);
    }
}
