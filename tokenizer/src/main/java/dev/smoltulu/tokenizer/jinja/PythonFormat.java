package dev.smoltulu.tokenizer.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Python's two ways to format strings: {@code "%s" % value} and {@code "{}".format(value)}. */
final class PythonFormat {

    private static final int MAX_WIDTH = 10_000;
    private static final Pattern PERCENT =
            Pattern.compile("%(?:\\(([^)]*)\\))?([-+ #0]*)(\\d+|\\*)?(?:\\.(\\d+|\\*))?[hlL]?(.)", Pattern.DOTALL);
    private static final Pattern FIELD =
            Pattern.compile("\\{\\{|}}|\\{([^{}!:.\\[]*)((?:\\.\\w+|\\[[^]]*])*)(?:!([rsa]))?(?::([^{}]*))?}|[{}]");
    private static final Pattern SPEC = Pattern.compile(
            "(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\\d+)?([,_])?(?:\\.(\\d+))?([a-zA-Z%])?", Pattern.DOTALL);

    private final Python python;
    private final Budget budget;

    PythonFormat(Python python, Budget budget) {
        this.python = python;
        this.budget = budget;
    }

    /** {@code format % value}. */
    String percent(String format, Object value) {
        List<?> values = value instanceof Tuple tuple ? tuple : Collections.singletonList(value);
        Matcher field = PERCENT.matcher(format);
        StringBuilder text = new StringBuilder();
        int at = 0;
        int taken = 0;
        while (true) {
            int next = format.indexOf('%', at);
            if (next < 0) {
                break;
            }
            text.append(format, at, next);
            if (!field.region(next, format.length()).lookingAt()) {
                throw TemplateException.fault("a format ends after '%'");
            }
            at = field.end();
            char conversion = field.group(5).charAt(0);
            if (conversion == '%') {
                text.append('%');
                continue;
            }
            if ("*".equals(field.group(3)) || "*".equals(field.group(4))) {
                throw TemplateException.fault("a format takes its width from a value, which templates cannot");
            }
            Object item;
            if (field.group(1) != null) {
                item = named(value, field.group(1));
            } else if (taken < values.size()) {
                item = values.get(taken++);
            } else {
                throw TemplateException.fault("a format has more places than values");
            }
            text.append(
                    converted(item, field.group(2), number(field.group(3), 0), number(field.group(4), -1), conversion));
            budget.string(text.length() >> 4);
        }
        if (taken < values.size() && !(value instanceof Map) && !(value instanceof List && !(value instanceof Tuple))) {
            throw TemplateException.fault("a format has fewer places than values");
        }
        return text.append(format, at, format.length()).toString();
    }

    private static Object named(Object value, String name) {
        if (value instanceof Map<?, ?> map && map.containsKey(name)) {
            return map.get(name);
        }
        throw TemplateException.fault("a format names '" + name + "', which has no value");
    }

    private static int number(String digits, int otherwise) {
        if (digits == null || digits.isEmpty()) {
            return otherwise;
        }
        if (digits.length() > 5 || Integer.parseInt(digits) > MAX_WIDTH) {
            throw Budget.limit("it formats wider than " + MAX_WIDTH + " characters");
        }
        return Integer.parseInt(digits);
    }

    private String converted(Object item, String flags, int width, int precision, char conversion) {
        String body = switch (conversion) {
            case 's' -> cut(python.str(item), precision);
            case 'r', 'a' -> cut(python.repr(item), precision);
            case 'd', 'i', 'u' -> whole(item);
            case 'x' -> Long.toHexString(Long.parseLong(whole(item)));
            case 'X' -> Long.toHexString(Long.parseLong(whole(item))).toUpperCase(Locale.ROOT);
            case 'o' -> Long.toOctalString(Long.parseLong(whole(item)));
            case 'f', 'F', 'e', 'E', 'g', 'G' -> real(item, precision, conversion);
            case 'c' -> item instanceof Long code ? Character.toString(code.intValue()) : python.str(item);
            default -> throw TemplateException.fault("a format has the unknown conversion '%" + conversion + "'");
        };
        boolean isNumber = "sracC".indexOf(conversion) < 0;
        if (isNumber && !body.startsWith("-")) {
            body = flags.contains("+") ? "+" + body : flags.contains(" ") ? " " + body : body;
        }
        String align = flags.contains("-") ? "<" : flags.contains("0") && isNumber ? "=" : ">";
        return padded(body, align.equals("=") ? "0" : " ", align, width);
    }

    /** {@code format.format(*positional, **named)}. */
    String format(String format, CallArguments arguments) {
        Matcher field = FIELD.matcher(format);
        StringBuilder text = new StringBuilder();
        int at = 0;
        int automatic = 0;
        while (field.find()) {
            text.append(format, at, field.start());
            at = field.end();
            String whole = field.group();
            if (whole.equals("{{") || whole.equals("}}")) {
                text.append(whole.charAt(0));
                continue;
            }
            if (field.group(1) == null || !field.group(2).isEmpty()) {
                throw TemplateException.fault("the field '" + whole + "' of a format cannot be read");
            }
            String name = field.group(1);
            Object value = name.isEmpty()
                    ? arguments.need("format", automatic++, "")
                    : name.chars().allMatch(Character::isDigit)
                            ? arguments.need("format", number(name, 0), "")
                            : arguments.need("format", Integer.MAX_VALUE, name);
            String conversion = field.group(3);
            Object item = conversion == null ? value : conversion.equals("s") ? python.str(value) : python.repr(value);
            text.append(formatted(item, field.group(4) == null ? "" : field.group(4)));
            budget.string(text.length() >> 4);
        }
        return text.append(format, at, format.length()).toString();
    }

    /** {@code format(item, spec)}. */
    private String formatted(Object item, String spec) {
        if (spec.isEmpty()) {
            return python.str(item);
        }
        Matcher parts = SPEC.matcher(spec);
        if (!parts.matches()) {
            throw TemplateException.fault("the format '" + spec + "' cannot be read");
        }
        char type = parts.group(9) == null ? 0 : parts.group(9).charAt(0);
        int precision = number(parts.group(8), -1);
        boolean isNumber = Python.isNumber(item) && !(item instanceof Boolean && type == 0);
        String body;
        if (!isNumber || type == 's') {
            body = cut(python.str(item), precision);
        } else if (type == 0 && item instanceof Double number) {
            body = precision < 0 ? PythonWriter.real(number) : real(item, precision, 'g');
        } else {
            body = switch (type) {
                case 0, 'd', 'n' -> whole(item);
                case 'x' -> Long.toHexString(Python.whole(item));
                case 'X' -> Long.toHexString(Python.whole(item)).toUpperCase(Locale.ROOT);
                case 'o' -> Long.toOctalString(Python.whole(item));
                case 'b' -> Long.toBinaryString(Python.whole(item));
                case 'f', 'F', 'e', 'E', 'g', 'G' -> real(item, precision, type);
                case '%' -> real(Python.real(item) * 100, precision, 'f') + "%";
                default -> throw TemplateException.fault("the format '" + spec + "' cannot be read");
            };
        }
        if (isNumber && parts.group(7) != null) {
            body = grouped(body, parts.group(7));
        }
        if (isNumber
                && parts.group(3) != null
                && !body.startsWith("-")
                && !parts.group(3).equals("-")) {
            body = parts.group(3) + body;
        }
        boolean zeros = parts.group(5) != null && parts.group(2) == null;
        String align = parts.group(2) != null ? parts.group(2) : zeros ? "=" : isNumber ? ">" : "<";
        return padded(
                body, parts.group(1) != null ? parts.group(1) : zeros ? "0" : " ", align, number(parts.group(6), 0));
    }

    private static String grouped(String digits, String separator) {
        int start = digits.startsWith("-") ? 1 : 0;
        int end = start;
        while (end < digits.length() && Character.isDigit(digits.charAt(end))) {
            end++;
        }
        StringBuilder text = new StringBuilder(digits);
        for (int i = end - 3; i > start; i -= 3) {
            text.insert(i, separator);
        }
        return text.toString();
    }

    private static String cut(String text, int precision) {
        return precision < 0 || text.codePointCount(0, text.length()) <= precision
                ? text
                : text.substring(0, text.offsetByCodePoints(0, precision));
    }

    private static String whole(Object item) {
        if (item instanceof Double number) {
            return new BigDecimal(number).setScale(0, RoundingMode.DOWN).toPlainString();
        }
        if (!Python.isNumber(item)) {
            throw TemplateException.fault("a format needs a number, not " + Python.type(item));
        }
        return Long.toString(Python.whole(item));
    }

    private static String real(Object item, int precision, char conversion) {
        if (!Python.isNumber(item)) {
            throw TemplateException.fault("a format needs a number, not " + Python.type(item));
        }
        double number = Python.real(item);
        if (Double.isNaN(number) || Double.isInfinite(number)) {
            return PythonWriter.real(number);
        }
        int digits = precision < 0 ? 6 : precision;
        boolean upper = Character.isUpperCase(conversion);
        String text = switch (Character.toLowerCase(conversion)) {
            case 'f' -> fixed(number, digits);
            case 'e' -> exponential(number, digits);
            default -> general(number, Math.max(1, digits));
        };
        return upper ? text.toUpperCase(Locale.ROOT) : text;
    }

    private static String fixed(double number, int digits) {
        String text =
                new BigDecimal(number).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
        return 1 / number < 0 && !text.startsWith("-") ? "-" + text : text;
    }

    private static String exponential(double number, int digits) {
        BigDecimal exact = new BigDecimal(number).round(new MathContext(digits + 1, RoundingMode.HALF_EVEN));
        int exponent = number == 0 ? 0 : exact.precision() - exact.scale() - 1;
        String mantissa =
                fixed(number == 0 ? number : exact.scaleByPowerOfTen(-exponent).doubleValue(), digits);
        return mantissa + "e" + (exponent < 0 ? "-" : "+") + String.format(Locale.ROOT, "%02d", Math.abs(exponent));
    }

    private static String general(double number, int digits) {
        BigDecimal exact = new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        int exponent = number == 0 ? 0 : exact.precision() - exact.scale() - 1;
        if (exponent < -4 || exponent >= digits) {
            String text = exponential(number, digits - 1);
            int mark = text.indexOf('e');
            return withoutZeros(text.substring(0, mark)) + text.substring(mark);
        }
        return withoutZeros(fixed(number, digits - 1 - exponent));
    }

    private static String withoutZeros(String text) {
        return text.indexOf('.') < 0 ? text : text.replaceAll("\\.?0+$", "");
    }

    private String padded(String text, String fill, String align, int width) {
        int missing = width - text.codePointCount(0, text.length());
        if (missing <= 0) {
            return text;
        }
        budget.string(width);
        return switch (align) {
            case "<" -> text + fill.repeat(missing);
            case "^" -> fill.repeat(missing / 2) + text + fill.repeat(missing - missing / 2);
            case "=" -> {
                int sign = text.startsWith("-") || text.startsWith("+") || text.startsWith(" ") ? 1 : 0;
                yield text.substring(0, sign) + fill.repeat(missing) + text.substring(sign);
            }
            default -> fill.repeat(missing) + text;
        };
    }
}
