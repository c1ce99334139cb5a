package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferenceDataset;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.loop.RunSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A batch for direct preference optimisation.
 *
 * @param reference the reference model's log-probabilities of the data set's pairs
 */
record DpoBatch(List<List<IndexedPair>> groups, ReferenceLogProbs reference, DpoLoss loss, int headChunks)
        implements PairBatch {

    static DpoBatch of(
            PreferenceDataset dataset, int[] indices, ReferenceLogProbs reference, DpoLoss loss, RunSettings settings) {
        return new DpoBatch(
                IndexedPair.groups(dataset, indices, settings.tokenBudget()), reference, loss, settings.headChunks());
    }

    @Override
    public long trainedTokens() {
        return groups.stream()
                .flatMap(List::stream)
                .mapToLong(pair -> pair.pair().trainedTokens())
                .sum();
    }

    @Override
    public List<Supplier<Map<String, HostTensor>>> passes() {
        double weight = 1.0 / groups.stream().mapToInt(List::size).sum();
        return groups.stream()
                .<Supplier<Map<String, HostTensor>>>map(group -> () -> feeds(group, weight))
                .toList();
    }

    private Map<String, HostTensor> feeds(List<IndexedPair> group, double weight) {
        PackedPairs<IndexedPair> packed = IndexedPair.packed(group);
        Map<String, HostTensor> feeds = packed.targetFeeds(headChunks);
        feeds.put(
                PreferenceObjective.REFERENCE_LOG_PROBS,
                packed.perSequence(pair -> reference.chosen(pair.index()), pair -> reference.rejected(pair.index())));
        feeds.put(
                PreferenceObjective.SEQUENCE_SCALES,
                packed.perSequence(
                        pair -> loss.scale(pair.pair().chosen()),
                        pair -> loss.scale(pair.pair().rejected())));
        feeds.put(PreferenceObjective.PAIR_WEIGHTS, packed.perPair(pair -> weight));
        return feeds;
    }

    @Override
    public List<PairReward> rewards(List<float[]> scores) {
        List<PairReward> rewards = new ArrayList<>();
        forEach(
                scores,
                (pair, chosen, rejected) -> rewards.add(new PairReward(
                        pair.index(),
                        reward(pair.pair().chosen(), chosen, reference.chosen(pair.index())),
                        reward(pair.pair().rejected(), rejected, reference.rejected(pair.index())))));
        return rewards;
    }

    private double reward(TokenSequence sequence, double policy, double referenced) {
        return loss.beta() * loss.scale(sequence) * (policy - referenced);
    }

    @Override
    public Map<String, Double> measures(List<float[]> scores) {
        double[] sums = new double[2];
        forEach(scores, (pair, chosen, rejected) -> {
            sums[0] += loss.scale(pair.pair().chosen()) * (double) chosen;
            sums[1] += loss.scale(pair.pair().rejected()) * (double) rejected;
        });
        List<PairReward> rewards = rewards(scores);
        Map<String, Double> measures = PairReward.measures(rewards);
        measures.put("logps/chosen", sums[0] / rewards.size());
        measures.put("logps/rejected", sums[1] / rewards.size());
        return measures;
    }

    /** Takes a pair with both summed log-probabilities. */
    private interface ScoredPair {
        void accept(IndexedPair pair, float chosen, float rejected);
    }

    private void forEach(List<float[]> scores, ScoredPair consumer) {
        for (int g = 0; g < groups.size(); g++) {
            for (int i = 0; i < groups.get(g).size(); i++) {
                consumer.accept(groups.get(g).get(i), scores.get(g)[2 * i], scores.get(g)[2 * i + 1]);
            }
        }
    }
}
