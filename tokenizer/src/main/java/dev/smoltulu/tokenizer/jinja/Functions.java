package dev.smoltulu.tokenizer.jinja;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Functions that every template can call: those of Jinja2, and those that transformers adds. */
final class Functions {

    private final Python python;
    private final Budget budget;

    Functions(Python python, Budget budget) {
        this.python = python;
        this.budget = budget;
    }

    /** A value with attributes of its own. */
    interface Attributes {

        Optional<Object> attribute(String name);
    }

    Map<String, Object> all() {
        Map<String, Callable> functions = new LinkedHashMap<>();
        functions.put("range", this::range);
        functions.put("dict", this::dict);
        functions.put("namespace", arguments -> new Namespace(dict(arguments)));
        functions.put("cycler", arguments -> new Cycler(arguments.positional()));
        functions.put("joiner", arguments -> new Joiner(arguments.text("joiner", 0, "sep", ", ")));
        functions.put("raise_exception", this::raise);
        functions.put("strftime_now", arguments -> strftime(arguments.text("strftime_now", 0, "format", null)));
        return new LinkedHashMap<>(functions);
    }

    private Object range(CallArguments arguments) {
        arguments.only("range", "start", "stop", "step");
        boolean one = arguments.positional().size() == 1;
        long start = one ? 0 : arguments.whole("range", 0, "start", 0);
        long stop = arguments.whole("range", one ? 0 : 1, "stop", 0);
        return new Range(start, stop, arguments.whole("range", 2, "step", 1));
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> dict(CallArguments arguments) {
        Map<Object, Object> dict = new LinkedHashMap<>();
        if (!arguments.positional().isEmpty()) {
            Object source = arguments.positional().get(0);
            if (source instanceof Map<?, ?> map) {
                dict.putAll(map);
            } else {
                for (Object pair : python.items(source)) {
                    List<Object> two = python.items(pair);
                    if (two.size() != 2) {
                        throw TemplateException.fault("dict() needs pairs of key and value");
                    }
                    dict.put(two.get(0), two.get(1));
                }
            }
        }
        dict.putAll(arguments.named());
        // Keys of any type, as Python has them; the reader looks them up by value.
        return (Map<String, Object>) (Map<?, ?>) dict;
    }

    private Object raise(CallArguments arguments) {
        String message = python.str(arguments.need("raise_exception", 0, "message"));
        throw new TemplateException(TemplateException.Kind.RAISED, message, 0);
    }

    /** The local time in the format of C's {@code strftime}, in English. */
    private String strftime(String format) {
        LocalDateTime now = LocalDateTime.now();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 == format.length()) {
                text.append(c);
                continue;
            }
            char directive = format.charAt(++i);
            boolean unpadded = directive == '-' && i + 1 < format.length();
            directive = unpadded ? format.charAt(++i) : directive;
            String part = strftime(now, directive);
            text.append(unpadded ? part.replaceFirst("^0+(?=\\d)", "") : part);
        }
        budget.string(text.length());
        return text.toString();
    }

    private static String strftime(LocalDateTime now, char directive) {
        String pattern = switch (directive) {
            case 'Y' -> "uuuu";
            case 'y' -> "uu";
            case 'm' -> "MM";
            case 'd' -> "dd";
            case 'B' -> "MMMM";
            case 'b', 'h' -> "MMM";
            case 'A' -> "EEEE";
            case 'a' -> "EEE";
            case 'H' -> "HH";
            case 'I' -> "hh";
            case 'M' -> "mm";
            case 'S' -> "ss";
            case 'f' -> "SSSSSS";
            case 'p' -> "a";
            case 'j' -> "DDD";
            case 'F' -> "uuuu-MM-dd";
            case 'T', 'X' -> "HH:mm:ss";
            case 'R' -> "HH:mm";
            case 'D', 'x' -> "MM/dd/uu";
            case 'c' -> "EEE MMM ppd HH:mm:ss uuuu";
            case 'e' -> "ppd";
            default -> null;
        };
        if (pattern != null) {
            return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).format(now);
        }
        return switch (directive) {
            case '%' -> "%";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'Z', 'z' -> "";
            case 'u' -> Integer.toString(now.getDayOfWeek().getValue());
            case 'w' -> Integer.toString(now.getDayOfWeek().getValue() % 7);
            default -> "%" + directive;
        };
    }

    /** {@code cycler(...)}: values in turns. */
    private static final class Cycler implements Attributes {

        private final List<Object> items;
        private int at;

        Cycler(List<Object> items) {
            if (items.isEmpty()) {
                throw TemplateException.fault("cycler() needs values");
            }
            this.items = new ArrayList<>(items);
        }

        @Override
        public Optional<Object> attribute(String name) {
            return switch (name) {
                case "current" -> Optional.ofNullable(items.get(at));
                case "next" ->
                    Optional.of((Callable) arguments -> {
                        Object item = items.get(at);
                        at = (at + 1) % items.size();
                        return item;
                    });
                case "reset" ->
                    Optional.of((Callable) arguments -> {
                        at = 0;
                        return null;
                    });
                default -> Optional.empty();
            };
        }
    }

    /** {@code joiner(sep)}: nothing at the first call, then the separator. */
    private static final class Joiner implements Callable {

        private final String separator;
        private boolean used;

        Joiner(String separator) {
            this.separator = separator;
        }

        @Override
        public Object call(CallArguments arguments) {
            boolean first = !used;
            used = true;
            return first ? "" : separator;
        }
    }
}
