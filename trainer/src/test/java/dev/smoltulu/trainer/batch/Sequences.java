package dev.smoltulu.trainer.batch;

import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random examples for tests of batches. */
final class Sequences {

    private Sequences() {}

    /** Sequences of the given lengths; about a third of the tokens is not trained, weights differ by sequence. */
    static List<WeightedSequence> random(long seed, int vocabulary, int... lengths) {
        SplittableRandom random = new SplittableRandom(seed);
        List<WeightedSequence> sequences = new ArrayList<>();
        for (int length : lengths) {
            int[] ids = random.ints(length, 1, vocabulary).toArray();
            int[] labels = ids.clone();
            for (int i = 0; i < length; i++) {
                labels[i] = random.nextInt(3) == 0 ? TokenSequence.IGNORED : labels[i];
            }
            sequences.add(new WeightedSequence(new TokenSequence(ids, labels), 0.25 / (sequences.size() + 1)));
        }
        return sequences;
    }
}
