package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.base.python.PythonText;
import java.util.List;
import java.util.Map;

/** What {@code is} can ask (jinja2.tests), and the comparison operators. */
final class Tests {

    private final Python python;

    Tests(Python python) {
        this.python = python;
    }

    /** Whether a comparison holds: {@code ==}, {@code <}, {@code in} and so on. */
    boolean compare(String operator, Object a, Object b) {
        return switch (operator) {
            case "==" -> Python.equal(a, b);
            case "!=" -> !Python.equal(a, b);
            case "in" -> python.contains(b, a);
            case "not in" -> !python.contains(b, a);
            default -> {
                if (a instanceof Undefined undefined) {
                    throw undefined.fault();
                }
                if (b instanceof Undefined undefined) {
                    throw undefined.fault();
                }
                boolean isNan = a instanceof Double x && x.isNaN() || b instanceof Double y && y.isNaN();
                int order = python.compare(a, b);
                yield !isNan
                        && switch (operator) {
                            case "<" -> order < 0;
                            case "<=" -> order <= 0;
                            case ">" -> order > 0;
                            default -> order >= 0;
                        };
            }
        };
    }

    boolean holds(String name, Object value, CallArguments arguments) {
        return switch (name) {
            case "defined" -> !(value instanceof Undefined);
            case "undefined" -> value instanceof Undefined;
            case "none" -> value == null;
            case "boolean" -> value instanceof Boolean;
            case "true" -> Boolean.TRUE.equals(value);
            case "false" -> Boolean.FALSE.equals(value);
            case "integer" -> value instanceof Long;
            case "float" -> value instanceof Double;
            case "number" -> Python.isNumber(value);
            case "string" -> value instanceof String;
            case "mapping" -> value instanceof Map;
            case "sequence" ->
                value instanceof String
                        || value instanceof List
                        || value instanceof Map
                        || value instanceof Undefined undefined && !undefined.strict();
            case "iterable" -> {
                if (value instanceof Undefined undefined && undefined.strict()) {
                    throw undefined.fault();
                }
                yield Python.isIterable(value);
            }
            case "callable" -> value instanceof Callable || value instanceof LoopVariable;
            case "escaped" -> false;
            case "odd" -> remainder(value, 2L) == 1;
            case "even" -> remainder(value, 2L) == 0;
            case "divisibleby" -> remainder(value, arguments.need(name, 0, "num")) == 0;
            case "lower" -> PythonText.isLower(python.str(value));
            case "upper" -> PythonText.isUpper(python.str(value));
            case "sameas" -> same(value, arguments.need(name, 0, "other"));
            case "in" -> python.contains(arguments.need(name, 0, "seq"), value);
            case "eq", "equalto", "==" -> compare("==", value, arguments.need(name, 0, "b"));
            case "ne", "!=" -> compare("!=", value, arguments.need(name, 0, "b"));
            case "lt", "lessthan", "<" -> compare("<", value, arguments.need(name, 0, "b"));
            case "le", "<=" -> compare("<=", value, arguments.need(name, 0, "b"));
            case "gt", "greaterthan", ">" -> compare(">", value, arguments.need(name, 0, "b"));
            case "ge", ">=" -> compare(">=", value, arguments.need(name, 0, "b"));
            case "filter" -> value instanceof String filter && Filters.NAMES.contains(filter);
            default -> throw TemplateException.fault("no test named '" + name + "'");
        };
    }

    private double remainder(Object value, Object divisor) {
        return Python.real(python.arithmetic("%", value, divisor));
    }

    private static boolean same(Object a, Object b) {
        boolean isPlain = a == null || a instanceof Boolean || a instanceof Long || a instanceof String;
        return isPlain ? a == null ? b == null : a.equals(b) : a == b;
    }
}
