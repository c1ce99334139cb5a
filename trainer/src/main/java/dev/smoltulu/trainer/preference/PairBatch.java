package dev.smoltulu.trainer.preference;

import dev.smoltulu.trainer.loop.StepBatch;
import java.util.List;

/** A batch of pairs. */
interface PairBatch extends StepBatch {

    /** The groups of pairs that go through a pass together, in the passes' order. */
    List<List<IndexedPair>> groups();

    /** Each pair's rewards, by the passes' scores. */
    List<PairReward> rewards(List<float[]> scores);

    @Override
    default long tokens() {
        return groups().stream()
                .flatMap(List::stream)
                .mapToLong(IndexedPair::length)
                .sum();
    }
}
