package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.base.json.ShortestDecimal;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as Python writes them: {@code str()} and {@code repr()}. */
final class PythonWriter {

    private static final int MAX_NESTING = 100;
    /** Floats with a decimal exponent from -4 to 15 are written without one. */
    private static final int MIN_FIXED = -4;

    private static final int MAX_FIXED = 15;

    private final Budget budget;

    PythonWriter(Budget budget) {
        this.budget = budget;
    }

    String str(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Undefined undefined) {
            if (undefined.strict()) {
                throw undefined.fault();
            }
            return "";
        }
        return repr(value);
    }

    String repr(Object value) {
        StringBuilder text = new StringBuilder();
        write(value, 0, text);
        budget.string(text.length());
        return text.toString();
    }

    private void write(Object value, int nesting, StringBuilder text) {
        budget.step();
        if (nesting > MAX_NESTING) {
            throw Budget.limit("it writes a value that nests deeper than " + MAX_NESTING + " levels");
        }
        if (value instanceof String string) {
            quote(string, text);
        } else if (value instanceof Boolean flag) {
            text.append(flag ? "True" : "False");
        } else if (value instanceof Double number) {
            text.append(real(number));
        } else if (value instanceof Range range) {
            text.append(range.written());
        } else if (value instanceof Tuple tuple) {
            list(tuple, "(", tuple.size() == 1 ? ",)" : ")", nesting, text);
        } else if (value instanceof List<?> list) {
            list(list, "[", "]", nesting, text);
        } else if (value instanceof Map<?, ?> map) {
            dict(map, nesting, text);
        } else if (value instanceof DictView view) {
            text.append("dict_").append(view.kind());
            list(view.list(), "([", "])", nesting, text);
        } else if (value instanceof Namespace namespace) {
            text.append("<Namespace ");
            dict(namespace.attributes(), nesting + 1, text);
            text.append('>');
        } else if (value instanceof Undefined) {
            text.append("Undefined");
        } else if (value instanceof Callable callable) {
            text.append(callable.written());
        } else {
            text.append(
                    value == null ? "None" : value instanceof Long ? value.toString() : "<" + Python.type(value) + ">");
        }
        if (text.length() > (1 << 20)) {
            // Long before the whole is made.
            budget.string(text.length() >> 10);
        }
    }

    private void list(List<?> items, String open, String close, int nesting, StringBuilder text) {
        text.append(open);
        for (int i = 0; i < items.size(); i++) {
            text.append(i == 0 ? "" : ", ");
            write(items.get(i), nesting + 1, text);
        }
        text.append(close);
    }

    private void dict(Map<?, ?> map, int nesting, StringBuilder text) {
        text.append('{');
        String separator = "";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            text.append(separator);
            write(entry.getKey(), nesting + 1, text);
            text.append(": ");
            write(entry.getValue(), nesting + 1, text);
            separator = ", ";
        }
        text.append('}');
    }

    /** The shortest digits that read back as the same number, in Python's form. */
    static String real(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = ShortestDecimal.of(number).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= MIN_FIXED && exponent <= MAX_FIXED) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = shortest.unscaledValue().abs().toString();
        return (number < 0 ? "-" : "") + digits.charAt(0) + (digits.length() > 1 ? "." + digits.substring(1) : "") + "e"
                + (exponent < 0 ? "-" : "+") + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
    }

    private static void quote(String string, StringBuilder text) {
        char quote = string.indexOf('\'') >= 0 && string.indexOf('"') < 0 ? '"' : '\'';
        text.append(quote);
        string.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c == quote) {
                        text.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        text.appendCodePoint(c);
                    } else {
                        String form = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
                        text.append(String.format(Locale.ROOT, form, c));
                    }
                }
            }
        });
        text.append(quote);
    }

    /** Whether {@code str.isprintable()} holds for the character. */
    static boolean isPrintable(int c) {
        if (c == ' ') {
            return true;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }
}
