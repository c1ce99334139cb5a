package dev.smoltulu.verifiers.builtin;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.VerifierSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A verifier that a recipe adds under a name of its own. Its value is the name of one that the program brings, or an
 * object: {@code {"verifier": "gsm8k", "rules": "corrected", "timeout": 2}}, or
 * {@code {"command": ["python3", "judge.py"], "timeout": 10}}; what is left out holds as for all verifiers.
 */
sealed interface NamedVerifier {

    /** One of the program's with settings of its own. */
    record Variant(String verifier, VerifierSettings settings) implements NamedVerifier {}

    /** A program of the user's. */
    record Program(List<String> command, Duration timeLimit) implements NamedVerifier {}

    /**
     * Reads a verifier's description in a recipe.
     *
     * @param key      what errors name: {@code verifiers.NAME}
     * @param settings those of all verifiers
     * @throws UserError usage, for a value of another form, an unknown verifier, or a program that is not there
     */
    static NamedVerifier parse(String key, JsonElement value, VerifierSettings settings) {
        if (!(value instanceof JsonObject object)) {
            return new Variant(verifier(key, value), settings);
        }
        List<String> known =
                object.has("command") ? List.of("command", "timeout") : List.of("verifier", "rules", "timeout");
        for (String name : object.keySet()) {
            if (!known.contains(name)) {
                throw UserError.usage(key + ": unknown key '" + name + "'; it takes " + String.join(", ", known));
            }
        }
        Duration timeLimit =
                object.has("timeout") ? seconds(key + ".timeout", object.get("timeout")) : settings.timeLimit();
        if (object.has("command")) {
            return new Program(command(key + ".command", object.get("command")), timeLimit);
        }
        Rules rules = object.has("rules") ? rules(key + ".rules", object.get("rules")) : settings.rules();
        return new Variant(
                verifier(key + ".verifier", object.get("verifier")),
                new VerifierSettings(rules, timeLimit, new JsonObject()));
    }

    private static String verifier(String key, JsonElement value) {
        String name = text(key, value);
        if (!Verifiers.builtInNames().contains(name)) {
            throw UserError.usage(key + ": verifier '" + name + "' does not exist; there is "
                    + String.join(", ", Verifiers.builtInNames()) + ", or give a command");
        }
        return name;
    }

    private static Rules rules(String key, JsonElement value) {
        return switch (text(key, value)) {
            case "published" -> Rules.PUBLISHED;
            case "corrected" -> Rules.CORRECTED;
            default -> throw UserError.usage(key + ": " + value + " must be published or corrected");
        };
    }

    private static Duration seconds(String key, JsonElement value) {
        if (value instanceof JsonPrimitive primitive && primitive.isNumber()) {
            double seconds = primitive.getAsDouble();
            if (seconds >= 0.001 && seconds <= 86_400) {
                return Duration.ofMillis(Math.round(seconds * 1000));
            }
        }
        throw UserError.usage(key + ": " + value + " must be a number of seconds above 0");
    }

    private static List<String> command(String key, JsonElement value) {
        List<String> words = new ArrayList<>();
        if (value instanceof JsonArray array) {
            for (JsonElement word : array) {
                words.add(text(key + "[" + words.size() + "]", word));
            }
        }
        if (words.isEmpty()) {
            throw UserError.usage(key + " must be a list, the program and its arguments, not " + value);
        }
        if (ProcessGroup.onPath(words.get(0)).isEmpty()) {
            throw UserError.usage(
                    key + ": there is no program '" + words.get(0) + "'; give its path, and make it" + " executable");
        }
        return words;
    }

    private static String text(String key, JsonElement value) {
        if (value instanceof JsonPrimitive primitive
                && primitive.isString()
                && !primitive.getAsString().isEmpty()) {
            return primitive.getAsString();
        }
        throw UserError.usage(key + " must be a text that is not empty, not " + value);
    }
}
