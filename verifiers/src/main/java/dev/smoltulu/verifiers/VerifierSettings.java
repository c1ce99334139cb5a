package dev.smoltulu.verifiers;

import com.google.gson.JsonObject;
import java.time.Duration;

/**
 * What holds for all verifiers of a run.
 *
 * @param rules     recipe key {@code verifier_rules}
 * @param timeLimit recipe key {@code verifier_timeout}, in seconds: the longest that one verdict may take
 * @param named     recipe key {@code verifiers}: verifiers that the user adds, by name, each as the registry reads
 *                  it
 */
public record VerifierSettings(Rules rules, Duration timeLimit, JsonObject named) {

    /** Five seconds a verdict, as open-instruct gives. */
    public static final Duration USUAL_TIME_LIMIT = Duration.ofSeconds(5);

    public VerifierSettings {
        if (timeLimit.isNegative() || timeLimit.isZero()) {
            throw new IllegalArgumentException("a time limit of " + timeLimit);
        }
        named = named.deepCopy();
    }

    /** The published rules, five seconds, no verifiers of the user's. */
    public static VerifierSettings usual() {
        return new VerifierSettings(Rules.PUBLISHED, USUAL_TIME_LIMIT, new JsonObject());
    }
}
