package dev.smoltulu.trainer.rlvr;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A response on its way through a step: what is learned from it, filled in stage by stage. Arrays have a number a token
 * of the response; those of values one a place, see {@link TokenRewards#places}.
 */
final class Episode {

    private final Rollout rollout;
    private final int[] ids;
    /** Under the policy before the step's updates; {@link PolicyUpdate} says when they are known. */
    float[] logProbs;

    float[] referenceLogProbs;
    float[] entropies;
    double[] advantages;
    float[] values;
    double[] returns;

    Episode(Rollout rollout) {
        this.rollout = rollout;
        this.ids = IntStream.concat(Arrays.stream(rollout.prompt().inputIds()), Arrays.stream(rollout.tokens()))
                .toArray();
    }

    Rollout rollout() {
        return rollout;
    }

    /** Prompt and response; not to be changed. */
    int[] ids() {
        return ids;
    }

    int responseLength() {
        return rollout.length();
    }

    int promptLength() {
        return rollout.promptLength();
    }
}
