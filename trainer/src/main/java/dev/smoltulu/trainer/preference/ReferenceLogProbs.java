package dev.smoltulu.trainer.preference;

import java.util.Arrays;
import java.util.List;

/** The reference model's summed log-probabilities of a data set's pairs, as far as they are known. */
final class ReferenceLogProbs {

    /** Two a pair, the chosen sequence's first; NaN where not known. */
    private final float[] values;

    private ReferenceLogProbs(float[] values) {
        this.values = values;
    }

    static ReferenceLogProbs unknown(int pairs) {
        float[] values = new float[2 * pairs];
        Arrays.fill(values, Float.NaN);
        return new ReferenceLogProbs(values);
    }

    /** @param values two a pair; taken over */
    static ReferenceLogProbs of(float[] values) {
        return new ReferenceLogProbs(values);
    }

    float chosen(int pair) {
        return values[2 * pair];
    }

    float rejected(int pair) {
        return values[2 * pair + 1];
    }

    boolean knows(List<IndexedPair> group) {
        return group.stream()
                .noneMatch(pair -> Float.isNaN(chosen(pair.index())) || Float.isNaN(rejected(pair.index())));
    }

    /** Takes over one pass's scores. */
    void learn(List<IndexedPair> group, float[] scores) {
        for (int i = 0; i < group.size(); i++) {
            values[2 * group.get(i).index()] = scores[2 * i];
            values[2 * group.get(i).index() + 1] = scores[2 * i + 1];
        }
    }

    /** Two a pair; not to be changed. */
    float[] values() {
        return values;
    }
}
