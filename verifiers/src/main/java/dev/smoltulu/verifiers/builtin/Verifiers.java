package dev.smoltulu.verifiers.builtin;

import dev.smoltulu.base.UserError;
import dev.smoltulu.verifiers.Verifier;
import dev.smoltulu.verifiers.VerifierSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The verifiers by name: those that the program brings, and those that a recipe adds under {@code verifiers} (see
 * {@link NamedVerifier}).
 *
 * <p>A new verifier is a class of its own and a line in {@link #builtIn}.
 */
public final class Verifiers {

    private static final Map<String, Function<VerifierSettings, Verifier>> BUILT_IN = builtIn();

    private final VerifierSettings settings;
    private final Map<String, NamedVerifier> named = new LinkedHashMap<>();

    private Verifiers(VerifierSettings settings) {
        this.settings = settings;
        settings.named()
                .asMap()
                .forEach((name, value) -> named.put(name, NamedVerifier.parse("verifiers." + name, value, settings)));
    }

    private static Map<String, Function<VerifierSettings, Verifier>> builtIn() {
        Map<String, Function<VerifierSettings, Verifier>> verifiers = new LinkedHashMap<>();
        verifiers.put(Gsm8kVerifier.NAME, settings -> limited(new Gsm8kVerifier(settings.rules()), settings));
        verifiers.put(MathVerifier.NAME, settings -> new MathVerifier(settings.rules(), settings.timeLimit()));
        verifiers.put(IfevalVerifier.NAME, settings -> limited(new IfevalVerifier(settings.rules()), settings));
        verifiers.put(ExactMatchVerifier.NAME, settings -> limited(new ExactMatchVerifier(), settings));
        return verifiers;
    }

    private static Verifier limited(Verifier verifier, VerifierSettings settings) {
        return new LimitedVerifier(verifier, settings.timeLimit());
    }

    /**
     * The built-in verifiers and the user's.
     *
     * @throws UserError usage, for a verifier of the user's that cannot be made
     */
    public static Verifiers of(VerifierSettings settings) {
        return new Verifiers(settings);
    }

    /** All names, those of the user's first. */
    public List<String> names() {
        List<String> names = new ArrayList<>(named.keySet());
        BUILT_IN.keySet().stream().filter(name -> !names.contains(name)).forEach(names::add);
        return names;
    }

    /**
     * The name of the verifier for rows of {@code dataset}: that one, or the one that differs in case only, as the
     * "MATH" of Tulu 3's rows does.
     */
    public Optional<String> nameFor(String dataset) {
        String lower = dataset.toLowerCase(Locale.ROOT);
        return names().stream()
                .filter(dataset::equals)
                .findFirst()
                .or(() -> names().stream()
                        .filter(name -> name.toLowerCase(Locale.ROOT).equals(lower))
                        .findFirst());
    }

    /**
     * A new verifier; the caller closes it.
     *
     * @throws UserError usage, for a name that none has
     */
    public Verifier open(String name) {
        NamedVerifier own = named.get(name);
        if (own instanceof NamedVerifier.Program program) {
            return new CommandVerifier(program.command(), program.timeLimit());
        }
        if (own instanceof NamedVerifier.Variant variant) {
            return BUILT_IN.get(variant.verifier()).apply(variant.settings());
        }
        if (!BUILT_IN.containsKey(name)) {
            throw UserError.usage("verifier '" + name + "' does not exist; there is " + String.join(", ", names())
                    + ", and the recipe's verifiers may add it");
        }
        return BUILT_IN.get(name).apply(settings);
    }

    /** Names of the verifiers that the program brings. */
    static List<String> builtInNames() {
        return List.copyOf(BUILT_IN.keySet());
    }
}
