package dev.smoltulu.runtime.generation;

/**
 * How the next token is chosen from the model's distribution, in the order of transformers' warpers: temperature, then
 * the {@code topK} most likely, then the smallest set of most likely ones that holds {@code topP} of what is left.
 *
 * @param temperature divides the logits; 0 takes the most likely token, whatever the others say
 * @param topP        over 0, at most 1; 1 keeps all
 * @param topK        0 keeps all; tokens as likely as the last one kept are kept too
 * @param seed        of this request's own random numbers
 */
public record Sampling(double temperature, double topP, int topK, long seed) {

    public static final Sampling GREEDY = new Sampling(0, 1, 0, 0);

    /** Below it logits divided by it could leave a float's range. */
    public static final double LOWEST_TEMPERATURE = 1e-4;

    public Sampling {
        boolean warm = temperature >= LOWEST_TEMPERATURE && temperature < Double.POSITIVE_INFINITY;
        if (temperature != 0 && !warm) {
            throw new IllegalArgumentException(
                    "a temperature of " + temperature + ": it is 0 or at least " + LOWEST_TEMPERATURE);
        }
        if (!(topP > 0 && topP <= 1)) {
            throw new IllegalArgumentException("a top-p of " + topP);
        }
        if (topK < 0) {
            throw new IllegalArgumentException("a top-k of " + topK);
        }
    }

    /** Sampling from the model's distribution as it is. */
    public static Sampling plain(long seed) {
        return new Sampling(1, 1, 0, seed);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }

    /** Whether it cuts tokens off. */
    boolean truncates() {
        return topK > 0 || topP < 1;
    }

    /** The rank of the least likely of the {@code topK}, counted from 0; the last of all where nothing is cut off. */
    int lastRank(int vocabulary) {
        return isGreedy() || topK == 0 ? vocabulary - 1 : Math.min(topK, vocabulary) - 1;
    }

    /** The share of the kept tokens' mass that is kept; over 1 for all, whatever the sum is rounded to. */
    float mass() {
        return isGreedy() || topP == 1 ? 2f : (float) topP;
    }

    /** What logits are divided by: without effect where the most likely token is taken. */
    float divisor() {
        return isGreedy() ? 1f : (float) temperature;
    }
}
