package dev.smoltulu.trainer.recipe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import com.google.gson.internal.LazilyParsedNumber;
import dev.smoltulu.base.json.ShortestDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a recipe key may hold. One value has two spellings: a JSON element in the recipe and the text of an
 * override; {@link #fromText} turns the second into the first, so every rule is checked in one place.
 */
sealed interface ValueType {

    Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");

    /** The value as String, Long, Double, Boolean, constant or JsonElement; empty when it has another type or is out of range. */
    Optional<Object> read(JsonElement value);

    /**
     * The JSON element that the text of an override means.
     *
     * @throws com.google.gson.JsonParseException for text that starts as JSON and is not
     */
    default JsonElement fromText(String text) {
        return new JsonPrimitive(text);
    }

    /** Completes "must be ...". */
    String expectation();

    /** The word that stands for the value in the help text. */
    String placeholder();

    /** A name, path or hub id. */
    record Text(String placeholder) implements ValueType {
        @Override
        public Optional<Object> read(JsonElement value) {
            return isString(value) && !value.getAsString().isBlank()
                    ? Optional.of(value.getAsString())
                    : Optional.empty();
        }

        @Override
        public String expectation() {
            return "a text that is not empty";
        }
    }

    /** A whole number from {@code least} up. */
    record Whole(long least) implements ValueType {
        @Override
        public Optional<Object> read(JsonElement value) {
            if (!isNumber(value)) {
                return Optional.empty();
            }
            return wholeNumber(value.getAsString())
                    .filter(number -> number >= least)
                    .map(Object.class::cast);
        }

        private static Optional<Long> wholeNumber(String text) {
            try {
                return Optional.of(Long.parseLong(text));
            } catch (NumberFormatException notPlain) {
                double number = Double.parseDouble(text);
                boolean exact = number == Math.rint(number) && Math.abs(number) < 0x1p53;
                return exact ? Optional.of((long) number) : Optional.empty();
            }
        }

        @Override
        public JsonElement fromText(String text) {
            return numberOrText(text);
        }

        @Override
        public String expectation() {
            return "a whole number of at least " + least;
        }

        @Override
        public String placeholder() {
            return "N";
        }
    }

    /** A finite number in an interval; the text of the interval is what the user reads. */
    record Real(double low, boolean lowIncluded, double high, boolean highIncluded) implements ValueType {
        static final Real ANY = new Real(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

        static Real atLeast(double low) {
            return new Real(low, true, Double.POSITIVE_INFINITY, false);
        }

        static Real above(double low) {
            return new Real(low, false, Double.POSITIVE_INFINITY, false);
        }

        static Real between(double low, double high) {
            return new Real(low, true, high, true);
        }

        static Real fromUpTo(double low, double high) {
            return new Real(low, true, high, false);
        }

        @Override
        public Optional<Object> read(JsonElement value) {
            if (!isNumber(value)) {
                return Optional.empty();
            }
            double number = Double.parseDouble(value.getAsString());
            boolean inside =
                    (lowIncluded ? number >= low : number > low) && (highIncluded ? number <= high : number < high);
            return inside ? Optional.of(number) : Optional.empty();
        }

        @Override
        public JsonElement fromText(String text) {
            return numberOrText(text);
        }

        @Override
        public String expectation() {
            if (low == Double.NEGATIVE_INFINITY) {
                return "a number";
            }
            String bottom = lowIncluded ? "of at least " + plain(low) : "above " + plain(low);
            if (high == Double.POSITIVE_INFINITY) {
                return "a number " + bottom;
            }
            return "a number " + bottom + " and " + (highIncluded ? "at most " : "below ") + plain(high);
        }

        private static String plain(double bound) {
            return bound == Math.rint(bound)
                    ? Long.toString((long) bound)
                    : ShortestDecimal.of(bound).toString();
        }

        @Override
        public String placeholder() {
            return "X";
        }
    }

    /** true or false; an empty text means true. */
    record Switch() implements ValueType {
        @Override
        public Optional<Object> read(JsonElement value) {
            boolean isBoolean =
                    value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean();
            return isBoolean ? Optional.of(value.getAsBoolean()) : Optional.empty();
        }

        @Override
        public JsonElement fromText(String text) {
            return switch (text) {
                case "", "true" -> new JsonPrimitive(true);
                case "false" -> new JsonPrimitive(false);
                default -> new JsonPrimitive(text);
            };
        }

        @Override
        public String expectation() {
            return "true or false";
        }

        @Override
        public String placeholder() {
            return "true|false";
        }
    }

    /** One of a few constants, written in lower case. */
    record Choice(List<Enum<?>> constants) implements ValueType {
        static Choice of(Enum<?>... constants) {
            return new Choice(List.of(constants));
        }

        @Override
        public Optional<Object> read(JsonElement value) {
            return constants.stream()
                    .filter(constant -> isString(value) && value.getAsString().equals(word(constant)))
                    .findFirst()
                    .map(Object.class::cast);
        }

        static String word(Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }

        private String words(String separator) {
            return constants.stream().map(Choice::word).collect(Collectors.joining(separator));
        }

        @Override
        public String expectation() {
            return "one of " + words(", ");
        }

        @Override
        public String placeholder() {
            return words("|");
        }
    }

    /** cpu, cuda or cuda:N. */
    record Device() implements ValueType {
        private static final Pattern NAMES = Pattern.compile("cpu|cuda(:(0|[1-9]\\d{0,2}))?");

        @Override
        public Optional<Object> read(JsonElement value) {
            return isString(value) && NAMES.matcher(value.getAsString()).matches()
                    ? Optional.of(value.getAsString())
                    : Optional.empty();
        }

        @Override
        public String expectation() {
            return "cpu, cuda or cuda:N";
        }

        @Override
        public String placeholder() {
            return "cpu|cuda|cuda:N";
        }
    }

    /** A JSON object, whose content its reader checks. */
    record JsonMap() implements ValueType {
        @Override
        public Optional<Object> read(JsonElement value) {
            return value.isJsonObject() ? Optional.of(value.deepCopy()) : Optional.empty();
        }

        @Override
        public JsonElement fromText(String text) {
            return text.strip().startsWith("{") ? JsonParser.parseString(text) : new JsonPrimitive(text);
        }

        @Override
        public String expectation() {
            return "a JSON object";
        }

        @Override
        public String placeholder() {
            return "JSON";
        }
    }

    /**
     * Where rows come from: a path, or a list of paths and {@code {path, weight or rows}} objects. Only the outer
     * shape is checked here; the data package knows the rest. A text holds a path, paths with commas between them,
     * or JSON.
     */
    record Data() implements ValueType {
        @Override
        public Optional<Object> read(JsonElement value) {
            boolean path = isString(value) && !value.getAsString().isBlank();
            boolean list = value.isJsonArray()
                    && !value.getAsJsonArray().isEmpty()
                    && value.getAsJsonArray().asList().stream().allMatch(Data::isSource);
            return path || list || value.isJsonObject() ? Optional.of(value.deepCopy()) : Optional.empty();
        }

        private static boolean isSource(JsonElement entry) {
            return entry.isJsonObject()
                    || isString(entry) && !entry.getAsString().isBlank();
        }

        @Override
        public JsonElement fromText(String text) {
            String trimmed = text.strip();
            if (trimmed.startsWith("[") || trimmed.startsWith("{")) {
                return JsonParser.parseString(trimmed);
            }
            List<String> paths =
                    Arrays.stream(trimmed.split(",", -1)).map(String::strip).toList();
            if (paths.size() == 1) {
                return new JsonPrimitive(trimmed);
            }
            JsonArray list = new JsonArray();
            paths.forEach(list::add);
            return list;
        }

        @Override
        public String expectation() {
            return "a path, or a list of paths and {\"path\": ..., \"weight\" or \"rows\": ...} objects";
        }

        @Override
        public String placeholder() {
            return "PATH[,PATH...]";
        }
    }

    private static boolean isString(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
    }

    private static boolean isNumber(JsonElement value) {
        return value.isJsonPrimitive() && value.getAsJsonPrimitive().isNumber();
    }

    private static JsonElement numberOrText(String text) {
        return NUMBER.matcher(text).matches()
                ? new JsonPrimitive(new LazilyParsedNumber(text))
                : new JsonPrimitive(text);
    }
}
