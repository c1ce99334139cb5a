package dev.smoltulu.verifiers.constraint;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.JsonValues;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The arguments of one constraint; errors name the function and the argument. */
record ConstraintArguments(String function, JsonObject values) {

    /** A whole number, not negative. */
    int whole(String name) {
        JsonElement value = required(name);
        return JsonValues.whole(value, 0).orElseThrow(() -> wrong(name, value, "a whole number, not negative"));
    }

    /** A whole number from 1 on. */
    int position(String name) {
        int number = whole(name);
        if (number == 0) {
            throw wrong(name, values.get(name), "a whole number from 1 on");
        }
        return number;
    }

    /** A text that is not empty. */
    String text(String name) {
        JsonElement value = required(name);
        if (isText(value)) {
            return value.getAsString();
        }
        throw wrong(name, value, "a text that is not empty");
    }

    /** A list of texts. */
    List<String> texts(String name) {
        JsonElement value = required(name);
        List<String> texts = value instanceof JsonArray
                ? JsonValues.strings(value)
                        .filter(strings -> !strings.contains(""))
                        .orElseThrow(() -> wrong(name, value, "a list of texts that are not empty"))
                : List.of();
        if (texts.isEmpty()) {
            throw wrong(name, value, "a list of texts that is not empty");
        }
        return List.copyOf(texts);
    }

    /** {@code at least}, {@code around} or {@code at most}. */
    Quantifier quantifier() {
        String name = "quantifier";
        JsonElement value = required(name);
        return Quantifier.parse(isText(value) ? value.getAsString() : "")
                .orElseThrow(() -> wrong(name, value, "'at least', 'around' or 'at most'"));
    }

    private JsonElement required(String name) {
        JsonElement value = values.get(name);
        if (value == null || value.isJsonNull()) {
            throw UserError.failed("ground_truth: " + function + " needs '" + name + "'; add it");
        }
        return value;
    }

    private UserError wrong(String name, JsonElement value, String expected) {
        return UserError.failed(
                "ground_truth: '" + name + "' of " + function + " is " + value + "; it must be " + expected);
    }

    private static boolean isText(JsonElement value) {
        return JsonValues.isString(value) && !value.getAsString().isEmpty();
    }

    /** How a count is compared with the number that is asked for. */
    enum Quantifier {
        AT_LEAST("at least"),
        AROUND("around"),
        AT_MOST("at most");

        private final String words;

        Quantifier(String words) {
            this.words = words;
        }

        static Optional<Quantifier> parse(String words) {
            return Arrays.stream(values())
                    .filter(quantifier -> quantifier.words.equals(words))
                    .findFirst();
        }

        /** @param tolerance how far off {@code around} may be */
        boolean holds(int count, int wanted, int tolerance) {
            return switch (this) {
                case AT_LEAST -> count >= wanted;
                case AROUND -> Math.abs(count - wanted) <= tolerance;
                case AT_MOST -> count <= wanted;
            };
        }

        /** A tenth of the number, as Python rounds it (half to even), and at least 1. */
        static int tenth(int wanted) {
            return Math.max((int) Math.rint(wanted * 0.1), 1);
        }
    }
}
