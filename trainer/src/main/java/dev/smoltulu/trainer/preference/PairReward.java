package dev.smoltulu.trainer.preference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a model makes of a pair.
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

    /** Mean rewards, margin and accuracy by their names in metrics.jsonl. */
    static Map<String, Double> measures(List<PairReward> rewards) {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("rewards/chosen", mean(rewards, PairReward::chosen));
        measures.put("rewards/rejected", mean(rewards, PairReward::rejected));
        measures.put("rewards/accuracies", mean(rewards, reward -> reward.right() ? 1 : 0));
        measures.put("rewards/margins", mean(rewards, PairReward::margin));
        return measures;
    }

    private static double mean(List<PairReward> rewards, ToDoubleFunction<PairReward> value) {
        return rewards.stream().mapToDouble(value).average().orElse(Double.NaN);
    }
}
