package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferenceDataset;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.trainer.loop.RunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A batch for a reward model. */
record RewardBatch(List<List<IndexedPair>> groups) implements PairBatch {

    static RewardBatch of(PreferenceDataset dataset, int[] indices, RunSettings settings) {
        return new RewardBatch(IndexedPair.groups(dataset, indices, settings.tokenBudget()));
    }

    /** Only each sequence's last token is scored. */
    @Override
    public long trainedTokens() {
        return 2L * pairs();
    }

    private int pairs() {
        return groups.stream().mapToInt(List::size).sum();
    }

    @Override
    public List<Supplier<Map<String, HostTensor>>> passes() {
        double weight = 1.0 / pairs();
        return groups.stream()
                .<Supplier<Map<String, HostTensor>>>map(group -> () -> feeds(group, weight))
                .toList();
    }

    private static Map<String, HostTensor> feeds(List<IndexedPair> group, double weight) {
        PackedPairs<IndexedPair> packed = IndexedPair.packed(group);
        Map<String, HostTensor> feeds = packed.endFeeds();
        feeds.put(RewardObjective.PAIR_WEIGHTS, packed.perPair(pair -> weight));
        return feeds;
    }

    @Override
    public List<PairReward> rewards(List<float[]> scores) {
        List<PairReward> rewards = new ArrayList<>();
        for (int g = 0; g < groups.size(); g++) {
            for (int i = 0; i < groups.get(g).size(); i++) {
                rewards.add(
                        new PairReward(groups.get(g).get(i).index(), scores.get(g)[2 * i], scores.get(g)[2 * i + 1]));
            }
        }
        return rewards;
    }

    @Override
    public Map<String, Double> measures(List<float[]> scores) {
        Map<String, Double> measures = PairReward.measures(rewards(scores));
        measures.put("accuracy", measures.remove("rewards/accuracies"));
        return measures;
    }
}
