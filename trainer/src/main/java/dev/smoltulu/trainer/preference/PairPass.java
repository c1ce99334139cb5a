package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.runtime.training.HostTensor;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Pairs that go through one forward and backward pass together.
 *
 * @param inputs of the graph by name, made when they are asked for
 */
record PairPass(List<PreferencePair> pairs, Supplier<Map<String, HostTensor>> inputs) {

    /** Takes a pair with the scores of both sequences. */
    interface Scored {
        void accept(PreferencePair pair, float chosen, float rejected);
    }

    /** Gives every pair of {@code passes} its scores, two a pair in each pass's. */
    static void forEach(List<PairPass> passes, List<float[]> scores, Scored taker) {
        for (int p = 0; p < passes.size(); p++) {
            List<PreferencePair> pairs = passes.get(p).pairs();
            for (int i = 0; i < pairs.size(); i++) {
                taker.accept(pairs.get(i), scores.get(p)[2 * i], scores.get(p)[2 * i + 1]);
            }
        }
    }
}
