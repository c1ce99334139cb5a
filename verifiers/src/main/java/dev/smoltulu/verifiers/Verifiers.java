package dev.smoltulu.verifiers;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The verifiers by name: those that the program brings, and those that a recipe adds under {@code verifiers}. There a
 * name stands for another's name ({@code "algebra": "math"}) or for an object that says which verifier it is and what
 * is different ({@code {"verifier": "gsm8k", "rules": "corrected"}}).
 *
 * <p>A new verifier is a class of its own and a line in {@link #BUILT_IN}.
 */
public final class Verifiers {

    private static final Map<String, Function<VerifierSettings, Verifier>> BUILT_IN = builtIn();

    private final VerifierSettings settings;

    private Verifiers(VerifierSettings settings) {
        this.settings = settings;
    }

    private static Map<String, Function<VerifierSettings, Verifier>> builtIn() {
        Map<String, Function<VerifierSettings, Verifier>> verifiers = new LinkedHashMap<>();
        verifiers.put(Gsm8k.NAME, settings -> new Gsm8k(settings.rules()));
        verifiers.put(ExactMatch.NAME, settings -> new ExactMatch());
        return verifiers;
    }

    /** @throws UserError usage, for a verifier of the user's that cannot be made */
    public static Verifiers of(VerifierSettings settings) {
        Verifiers verifiers = new Verifiers(settings);
        settings.named().keySet().forEach(name -> verifiers.open(name).close());
        return verifiers;
    }

    /** All names, those of the user's first. */
    public List<String> names() {
        List<String> names = new ArrayList<>(settings.named().keySet());
        BUILT_IN.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    /**
     * The name of the verifier for rows of {@code dataset}: that one, or the one that differs in case only, as the
     * "MATH" of Tulu 3's rows does.
     */
    public Optional<String> nameFor(String dataset) {
        String lower = dataset.toLowerCase(Locale.ROOT);
        return names().stream().filter(dataset::equals).findFirst()
                .or(() -> names().stream().filter(name -> name.toLowerCase(Locale.ROOT).equals(lower)).findFirst());
    }

    /**
     * A new verifier; the caller closes it.
     *
     * @throws UserError usage, for a name that none has
     */
    public Verifier open(String name) {
        if (settings.named().has(name)) {
            return named(name, settings.named().get(name));
        }
        return builtIn(name, settings, "'" + name + "'");
    }

    private Verifier named(String name, JsonElement value) {
        String key = "verifiers." + name;
        if (value instanceof JsonObject object) {
            for (String option : object.keySet()) {
                if (!List.of("verifier", "rules").contains(option)) {
                    throw UserError.usage(key + ": unknown key '" + option + "'; there is verifier, rules");
                }
            }
            Rules rules = object.has("rules") ? rules(key + ".rules", object.get("rules")) : settings.rules();
            return builtIn(text(key + ".verifier", object.get("verifier")),
                    new VerifierSettings(rules, settings.timeLimit(), settings.named()), key);
        }
        return builtIn(text(key, value), settings, key);
    }

    private static Verifier builtIn(String name, VerifierSettings settings, String where) {
        Function<VerifierSettings, Verifier> found = BUILT_IN.get(name);
        if (found == null) {
            throw UserError.usage(where + ": no verifier has this name; there is "
                    + String.join(", ", BUILT_IN.keySet()));
        }
        return found.apply(settings);
    }

    private static Rules rules(String key, JsonElement value) {
        return switch (text(key, value)) {
            case "published" -> Rules.PUBLISHED;
            case "corrected" -> Rules.CORRECTED;
            default -> throw UserError.usage(key + ": " + value + " must be published or corrected");
        };
    }

    private static String text(String key, JsonElement value) {
        if (value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString()) {
            return value.getAsString();
        }
        throw UserError.usage(key + " must be a text, not " + value);
    }
}
