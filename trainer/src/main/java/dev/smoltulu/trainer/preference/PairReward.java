package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.report.EvaluatedPair;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a model makes of a pair: the rewards of both sides. DPO and reward models have their pairs' passes and metrics in
 * common.
 *
 * @param index of the pair in its data set
 */
record PairReward(int index, double chosen, double rejected) {

    /** Cuts a batch into passes; a pair is never divided. */
    static List<PackedPairs<PreferencePair>> passes(List<PreferencePair> pairs, int tokenBudget) {
        return PackedPairs.microBatches(
                pairs, pair -> labelled(pair.chosen()), pair -> labelled(pair.rejected()), tokenBudget);
    }

    private static LabelledTokens labelled(TokenSequence sequence) {
        return new LabelledTokens(sequence.inputIds(), sequence.labels());
    }

    /** Gives every pair of {@code passes} its two scores. */
    static void forEach(
            List<PackedPairs<PreferencePair>> passes,
            List<float[]> scores,
            PackedPairs.PairScores<PreferencePair> taker) {
        for (int i = 0; i < passes.size(); i++) {
            passes.get(i).forEach(scores.get(i), taker);
        }
    }

    /** Mean rewards, accuracy (a tie is no success) and margin by their names in metrics.jsonl. */
    static Map<String, Double> metrics(List<PairReward> rewards) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("rewards/chosen", mean(rewards, PairReward::chosen));
        metrics.put("rewards/rejected", mean(rewards, PairReward::rejected));
        metrics.put("rewards/accuracies", mean(rewards, pair -> pair.chosen > pair.rejected ? 1 : 0));
        metrics.put("rewards/margins", mean(rewards, pair -> pair.chosen - pair.rejected));
        return metrics;
    }

    private static double mean(List<PairReward> rewards, ToDoubleFunction<PairReward> value) {
        return rewards.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    /** Writes what came out for each pair of {@code dataset} into the run folder, in the order of the rows. */
    static void write(Path runFolder, TokenDataset<PreferencePair> dataset, List<PairReward> rewards) {
        EvaluatedPair.write(
                runFolder,
                rewards.stream()
                        .sorted(Comparator.comparingInt(PairReward::index))
                        .map(pair -> new EvaluatedPair(dataset.origin(pair.index), pair.chosen, pair.rejected))
                        .toList());
    }
}
