package dev.smoltulu.runtime.generation;

/**
 * How the next token is chosen from the model's distribution, in the order of transformers' warpers: temperature, then
 * the {@code topK} most likely tokens, then the smallest set of most likely tokens that holds {@code topP} of the rest.
 *
 * @param temperature divides the logits; 0 is greedy decoding, which ignores the other settings
 * @param topP        above 0, at most 1; 1 keeps all
 * @param topK        0 keeps all; tokens as likely as the last kept one are kept too
 * @param seed        of this request's own random numbers
 */
public record Sampling(double temperature, double topP, int topK, long seed) {

    public static final Sampling GREEDY = new Sampling(0, 1, 0, 0);

    /** Logits divided by a smaller temperature could overflow a float. */
    public static final double MIN_TEMPERATURE = 1e-4;

    public Sampling {
        boolean warm = temperature >= MIN_TEMPERATURE && temperature < Double.POSITIVE_INFINITY;
        if (temperature != 0 && !warm) {
            throw new IllegalArgumentException(
                    "a temperature of " + temperature + ": it is 0 or at least " + MIN_TEMPERATURE);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("a top-p of " + topP);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("a top-k of " + topK);
        }
    }

    /** Sampling from the model's own distribution. */
    public static Sampling plain(long seed) {
        return new Sampling(1, 1, 0, seed);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether top-k or top-p excludes tokens. */
    boolean truncates() {
        return topK > 0 || topP < 1;
    }

    /** The rank of the least likely of the {@code topK}, counted from 0; the vocabulary's last without top-k. */
    int lastRank(int vocabulary) {
        return isGreedy() || topK == 0 ? vocabulary - 1 : Math.min(topK, vocabulary) - 1;
    }

    /** The probability mass that top-p keeps; above 1 to keep all, however the sum is rounded. */
    float mass() {
        return isGreedy() || topP == 1 ? 2f : (float) topP;
    }

    /** What logits are divided by: 1 for greedy decoding. */
    float divisor() {
        return isGreedy() ? 1f : (float) temperature;
    }
}
