package dev.smoltulu.tokenizer.jinja;

import dev.smoltulu.base.python.PythonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What {@code |} can apply to one value (jinja2.filters); those over many items are in {@link ListFilters}. */
final class Filters {

    static final Set<String> NAMES = Set.of(
            "abs",
            "attr",
            "batch",
            "capitalize",
            "center",
            "count",
            "d",
            "default",
            "dictsort",
            "e",
            "escape",
            "first",
            "float",
            "forceescape",
            "format",
            "groupby",
            "indent",
            "int",
            "items",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "max",
            "min",
            "pprint",
            "regex_replace",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "round",
            "safe",
            "select",
            "selectattr",
            "slice",
            "sort",
            "string",
            "striptags",
            "sum",
            "title",
            "tojson",
            "trim",
            "truncate",
            "unique",
            "upper",
            "urlencode",
            "wordcount",
            "wordwrap",
            "xmlattr");

    private static final long MAX_INDENT = 1000;
    private static final Pattern TAGS = Pattern.compile("<!--.*?-->|<[^>]*>", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern TITLE_START = Pattern.compile("([-\\s({\\[<]+)", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NUMBER =
            Pattern.compile("\\s*[-+]?(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][-+]?\\d+)?\\s*");

    private final Renderer renderer;
    private final Python python;
    private final Budget budget;
    private final boolean chat;
    private final ListFilters lists;

    Filters(Renderer renderer, Python python, Budget budget, boolean chat) {
        this.renderer = renderer;
        this.python = python;
        this.budget = budget;
        this.chat = chat;
        this.lists = new ListFilters(renderer, this, python, budget);
    }

    Object apply(String name, Object value, CallArguments a) {
        if (!NAMES.contains(name)) {
            throw TemplateException.fault("no filter named '" + name + "'");
        }
        return switch (name) {
            case "default", "d" -> otherwise(value, a);
            case "length", "count" -> Python.length(value);
            case "string" -> python.str(value);
            case "safe" -> python.str(value);
            case "tojson" -> ToJson.write(value, chat, a, python, budget);
            case "pprint" -> python.repr(value);
            case "abs" -> absolute(value);
            case "int" -> whole(value, a);
            case "float" -> real(value, a);
            case "round" -> round(value, a);
            case "attr" -> renderer.attributeOnly(value, python.str(a.need(name, 0, "name")));
            case "lower",
                    "upper",
                    "capitalize",
                    "title",
                    "trim",
                    "replace",
                    "indent",
                    "center",
                    "wordcount",
                    "wordwrap",
                    "truncate",
                    "striptags",
                    "escape",
                    "e",
                    "forceescape",
                    "urlencode",
                    "format",
                    "regex_replace" -> text(name, python.str(value), a);
            case "xmlattr" -> xmlAttributes(value, a);
            default -> lists.apply(name, value, a);
        };
    }

    private static Object otherwise(Object value, CallArguments arguments) {
        arguments.only("default", "default_value", "boolean");
        boolean replacesFalse = Python.isTrue(arguments.get(1, "boolean", false));
        boolean missing = value instanceof Undefined || replacesFalse && !Python.isTrue(value);
        return missing ? arguments.get(0, "default_value", "") : value;
    }

    private Object text(String name, String text, CallArguments a) {
        budget.string(text.length());
        return switch (name) {
            case "lower" -> PythonText.lower(text);
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "capitalize" -> PythonText.capitalize(text);
            case "title" -> title(text);
            case "trim" -> Methods.strip(text, a, true, true);
            case "replace" -> {
                long count = a.get(2, "count", null) == null ? -1 : a.whole(name, 2, "count", -1);
                yield new Methods(python, budget, false)
                        .replace(text, python.str(a.need(name, 0, "old")), python.str(a.need(name, 1, "new")), count);
            }
            case "indent" -> indent(text, a);
            case "center" -> {
                CallArguments width = new CallArguments(List.of(a.whole(name, 0, "width", 80)), Map.of());
                yield new Methods(python, budget, false)
                        .find(text, "center")
                        .orElseThrow()
                        .call(width);
            }
            case "wordcount" -> WORD.matcher(text).results().count();
            case "wordwrap" -> wrap(text, a);
            case "truncate" -> truncate(text, a);
            case "striptags" ->
                PythonText.strip(TAGS.matcher(text).replaceAll("")).replaceAll("(?U)\\s+", " ");
            case "escape", "e", "forceescape" -> escaped(text);
            case "urlencode" -> urlEncoded(text);
            case "format" -> format(text, a);
            default -> throw TemplateException.fault("the filter '" + name + "' is not available here");
        };
    }

    private Object format(String text, CallArguments arguments) {
        if (!arguments.named().isEmpty() && !arguments.positional().isEmpty()) {
            throw TemplateException.fault("format takes values either by position or by name");
        }
        Object values = arguments.named().isEmpty() ? new Tuple(arguments.positional(), List.of()) : arguments.named();
        return new PythonFormat(python, budget).percent(text, values);
    }

    /** The first letter of each word in upper case, all others in lower case. */
    private static String title(String text) {
        StringBuilder title = new StringBuilder();
        int at = 0;
        var separators = TITLE_START.matcher(text);
        while (separators.find()) {
            title.append(word(text.substring(at, separators.start()))).append(separators.group());
            at = separators.end();
        }
        return title.append(word(text.substring(at))).toString();
    }

    private static String word(String word) {
        if (word.isEmpty()) {
            return word;
        }
        int first = word.offsetByCodePoints(0, 1);
        return word.substring(0, first).toUpperCase(Locale.ROOT) + PythonText.lower(word.substring(first));
    }

    private String indent(String text, CallArguments a) {
        a.only("indent", "width", "first", "blank");
        Object width = a.get(0, "width", 4L);
        String space;
        if (width instanceof String given) {
            space = given;
        } else {
            long count = a.whole("indent", 0, "width", 4);
            if (count > MAX_INDENT) {
                throw Budget.limit("it indents by more than " + MAX_INDENT);
            }
            space = " ".repeat((int) Math.max(0, count));
        }
        boolean blank = Python.isTrue(a.get(2, "blank", false));
        String[] lines = (text + "\n").split("\n", -1);
        StringBuilder indented = new StringBuilder();
        // The newline added above makes one empty piece more than there are lines.
        for (int i = 0; i < lines.length - 1; i++) {
            boolean wants = i == 0 ? Python.isTrue(a.get(1, "first", false)) : blank || !lines[i].isEmpty();
            budget.string(space.length());
            indented.append(i == 0 ? "" : "\n").append(wants ? space : "").append(lines[i]);
        }
        return indented.toString();
    }

    private String truncate(String text, CallArguments a) {
        a.only("truncate", "length", "killwords", "end", "leeway");
        long length = a.whole("truncate", 0, "length", 255);
        String end = a.text("truncate", 2, "end", "...");
        long leeway = a.get(3, "leeway", null) == null ? 5 : a.whole("truncate", 3, "leeway", 5);
        long room = length - Python.length(end);
        if (room < 0 || leeway < 0) {
            throw TemplateException.fault(
                    "truncate() needs a length of at least that of its end, and a leeway of at" + " least 0");
        }
        if (Python.length(text) <= length + leeway) {
            return text;
        }
        String cut = (String) python.slice(text, 0L, room, null);
        if (!Python.isTrue(a.get(1, "killwords", false))) {
            int space = cut.lastIndexOf(' ');
            cut = space < 0 ? cut : cut.substring(0, space);
        }
        return cut + end;
    }

    private static String wrap(String text, CallArguments a) {
        a.only("wordwrap", "width", "break_long_words", "wrapstring", "break_on_hyphens");
        int width = (int) Math.max(1, Math.min(1 << 20, a.whole("wordwrap", 0, "width", 79)));
        boolean breakLong = Python.isTrue(a.get(1, "break_long_words", true));
        String separator = a.get(2, "wrapstring", null) == null ? "\n" : a.text("wordwrap", 2, "wrapstring", "\n");
        List<String> lines = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            StringBuilder current = new StringBuilder();
            for (String word : line.split("(?<=\\s)(?=\\S)|(?<=\\S)(?=\\s)")) {
                String rest = word;
                while (current.length() + rest.length() > width) {
                    if (rest.isBlank()) {
                        rest = "";
                    } else if (breakLong && current.toString().isBlank() && rest.length() > width) {
                        current.append(rest, 0, width - current.length());
                        rest = rest.substring(Math.min(rest.length(), width));
                    } else if (current.toString().isBlank()) {
                        break;
                    }
                    lines.add(current.toString().stripTrailing());
                    current.setLength(0);
                }
                if (current.length() > 0 || !rest.isBlank()) {
                    current.append(rest);
                }
            }
            lines.add(current.toString().stripTrailing());
        }
        return String.join(separator, lines);
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&#34;")
                .replace("'", "&#39;");
    }

    private static String urlEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "_.-~/".indexOf(c) >= 0);
            encoded.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return encoded.toString();
    }

    private String xmlAttributes(Object value, CallArguments arguments) {
        if (!(value instanceof Map<?, ?> map)) {
            throw TemplateException.fault("xmlattr needs a dict, not " + Python.type(value));
        }
        StringBuilder text = new StringBuilder();
        map.forEach((key, item) -> {
            if (item != null && !(item instanceof Undefined)) {
                text.append(text.length() == 0 ? "" : " ")
                        .append(escaped(python.str(key)))
                        .append("=\"")
                        .append(escaped(python.str(item)))
                        .append('"');
            }
        });
        boolean spaced = text.length() > 0 && Python.isTrue(arguments.get(0, "autospace", true));
        return spaced ? " " + text : text.toString();
    }

    private static Object absolute(Object value) {
        if (value instanceof Double number) {
            return Math.abs(number);
        }
        if (Python.isNumber(value)) {
            return Math.abs(Python.whole(value));
        }
        throw TemplateException.fault("abs needs a number, not " + Python.type(value));
    }

    private static Object whole(Object value, CallArguments a) {
        a.only("int", "default", "base");
        Object otherwise = a.get(0, "default", 0L);
        int base = (int) a.whole("int", 1, "base", 10);
        if (value instanceof Double number) {
            return Double.isNaN(number) || Double.isInfinite(number) ? otherwise : (Object) number.longValue();
        }
        if (Python.isNumber(value)) {
            return Python.whole(value);
        }
        if (!(value instanceof String text)) {
            return otherwise;
        }
        String digits = PythonText.strip(text).replace("_", "");
        try {
            String prefix = base == 16 ? "0x" : base == 8 ? "0o" : base == 2 ? "0b" : "";
            boolean prefixed =
                    !prefix.isEmpty() && digits.toLowerCase(Locale.ROOT).startsWith(prefix);
            return Long.valueOf(prefixed ? digits.substring(2) : digits, base);
        } catch (NumberFormatException notWhole) {
            return NUMBER.matcher(digits).matches() ? (Object) (long) Double.parseDouble(digits) : otherwise;
        }
    }

    private static Object real(Object value, CallArguments a) {
        Object otherwise = a.only("float", "default").get(0, "default", 0.0);
        if (Python.isNumber(value)) {
            return Python.real(value);
        }
        if (!(value instanceof String text)) {
            return otherwise;
        }
        String number = PythonText.strip(text).toLowerCase(Locale.ROOT);
        return switch (number) {
            case "nan" -> Double.NaN;
            case "inf", "infinity", "+inf" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> NUMBER.matcher(number).matches() ? (Object) Double.valueOf(number.replace("_", "")) : otherwise;
        };
    }

    private static Object round(Object value, CallArguments a) {
        a.only("round", "precision", "method");
        if (!Python.isNumber(value)) {
            throw TemplateException.fault("round needs a number, not " + Python.type(value));
        }
        int precision = (int) a.whole("round", 0, "precision", 0);
        String method = a.text("round", 1, "method", "common");
        double number = Python.real(value);
        if (Double.isNaN(number) || Double.isInfinite(number) || Math.abs(precision) > 300) {
            return number;
        }
        if (method.equals("common")) {
            if (!(value instanceof Double)) {
                return precision >= 0
                        ? value instanceof Boolean ? (Object) Python.whole(value) : value
                        : BigDecimal.valueOf(Python.whole(value))
                                .setScale(precision, RoundingMode.HALF_EVEN)
                                .longValue();
            }
            double rounded = new BigDecimal(number)
                    .setScale(precision, RoundingMode.HALF_EVEN)
                    .doubleValue();
            return rounded == 0 ? Math.copySign(0.0, number) : rounded;
        }
        double scale = Math.pow(10, precision);
        return switch (method) {
            case "ceil" -> Math.ceil(number * scale) / scale;
            case "floor" -> Math.floor(number * scale) / scale;
            default -> throw TemplateException.fault("round() knows the methods common, ceil and floor");
        };
    }
}
