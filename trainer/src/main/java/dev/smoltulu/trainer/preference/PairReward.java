package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.trainer.report.EvaluatedPair;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a model makes of a pair: the rewards of both sides. DPO and reward models have these metrics in common.
 *
 * @param index of the pair in its data set
 */
record PairReward(int index, double chosen, double rejected) {

    double margin() {
        return chosen - rejected;
    }

    /** A tie is no success. */
    boolean right() {
        return chosen > rejected;
    }

    /** Mean rewards, accuracy and margin by their names in metrics.jsonl. */
    static Map<String, Double> metrics(List<PairReward> rewards) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("rewards/chosen", mean(rewards, PairReward::chosen));
        metrics.put("rewards/rejected", mean(rewards, PairReward::rejected));
        metrics.put("rewards/accuracies", mean(rewards, reward -> reward.right() ? 1 : 0));
        metrics.put("rewards/margins", mean(rewards, PairReward::margin));
        return metrics;
    }

    static double mean(List<PairReward> rewards, ToDoubleFunction<PairReward> value) {
        return rewards.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    /** Writes what came out for each pair of {@code dataset} into the run folder, in the order of the rows. */
    static void write(Path runFolder, TokenDataset<PreferencePair> dataset, List<PairReward> rewards) {
        EvaluatedPair.write(
                runFolder,
                rewards.stream()
                        .sorted(Comparator.comparingInt(PairReward::index))
                        .map(reward ->
                                new EvaluatedPair(dataset.origin(reward.index()), reward.chosen(), reward.rejected()))
                        .toList());
    }
}
