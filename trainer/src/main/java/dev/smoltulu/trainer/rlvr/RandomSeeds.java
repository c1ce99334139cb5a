package dev.smoltulu.trainer.rlvr;

import java.util.SplittableRandom;

/**
 * Seeds of a run's random numbers, each from the run's seed and the place it is used at alone: what a step draws does
 * not depend on what was drawn before it, so a resumed run draws the same numbers.
 */
final class RandomSeeds {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** What a seed is for; each has places of its own. */
    enum Use {
        RESPONSE,
        MINI_BATCHES,
        FURTHER_PROMPTS,
        EVALUATION
    }

    private RandomSeeds() {}

    /** The seed for {@code use} at a place, such as step and response. */
    static long of(long seed, Use use, long... place) {
        long mixed = new SplittableRandom(seed + GOLDEN * (use.ordinal() + 1)).nextLong();
        for (long coordinate : place) {
            mixed = new SplittableRandom(mixed + GOLDEN * (coordinate + 1)).nextLong();
        }
        return mixed;
    }
}
