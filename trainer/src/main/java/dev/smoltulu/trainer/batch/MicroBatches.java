package dev.smoltulu.trainer.batch;

import dev.smoltulu.runtime.batch.TokenBudget;
import java.util.List;

/** Cuts a batch into parts that fit one forward and backward pass; their sum does not depend on the cut. */
public final class MicroBatches {

    private MicroBatches() {}

    /**
     * Groups of sequences, the longest first.
     *
     * @param tokenBudget most tokens of a group; a longer sequence makes a group of its own
     */
    public static List<List<WeightedSequence>> of(List<WeightedSequence> batch, int tokenBudget) {
        return TokenBudget.groups(batch, WeightedSequence::length, tokenBudget);
    }
}
