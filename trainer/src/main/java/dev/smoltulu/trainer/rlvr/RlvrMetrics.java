package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.KlEstimator;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What steps and evaluations measure, by the names of metrics.jsonl; docs/rlvr.md has their definitions. */
final class RlvrMetrics {

    static final String REWARD = "reward";

    private RlvrMetrics() {}

    /**
     * Metrics of any rollouts.
     *
     * @param sources the names of all sources, in the order in which their rewards are listed
     */
    static Map<String, Double> ofRollouts(List<Rollout> rollouts, Collection<String> sources) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        double mean = mean(rollouts.stream(), Rollout::reward);
        metrics.put(REWARD, mean);
        metrics.put(
                "reward_std",
                Math.sqrt(rollouts.stream()
                                .mapToDouble(rollout -> (rollout.reward() - mean) * (rollout.reward() - mean))
                                .sum()
                        / Math.max(1, rollouts.size() - 1)));
        metrics.put(
                "verified", mean(rollouts.stream(), rollout -> rollout.verdict().score()));
        for (String source : sources) {
            metrics.put("reward/" + source, mean(of(rollouts, source), Rollout::reward));
            metrics.put(
                    "verified/" + source,
                    mean(of(rollouts, source), rollout -> rollout.verdict().score()));
        }
        metrics.put("response_length", mean(rollouts.stream(), Rollout::length));
        metrics.put("no_eos", mean(rollouts.stream(), rollout -> rollout.ended() ? 0 : 1));
        metrics.put("verifier_problems", (double) rollouts.stream()
                .filter(rollout -> rollout.verdict().problem().isPresent())
                .count());
        return metrics;
    }

    /** Metrics of the groups that a step sampled. */
    static Map<String, Double> ofGroups(RolloutBatch batch) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("groups", (double) batch.groups());
        metrics.put("groups_all_right", (double) batch.allRight());
        metrics.put("groups_all_alike", (double) batch.allEqual());
        metrics.put("sampling_rounds", (double) batch.rounds());
        return metrics;
    }

    /** Divergence from the reference and entropy of the policy that a step's updates started from. */
    static Map<String, Double> ofPolicy(List<Rollout.Scored> rollouts) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        long tokens = rollouts.stream().mapToLong(Rollout.Scored::length).sum();
        metrics.put("kl", mean(rollouts.stream(), rollout -> divergence(rollout, KlEstimator.KL1)));
        metrics.put(
                "kl_per_token",
                rollouts.stream()
                                .mapToDouble(rollout -> divergence(rollout, KlEstimator.KL3))
                                .sum()
                        / tokens);
        metrics.put(
                "entropy",
                rollouts.stream()
                                .mapToDouble(rollout -> sum(rollout.entropies()))
                                .sum()
                        / tokens);
        return metrics;
    }

    /** The share of the returns' variance that the values predicted, 1 - var(G - V) / var(G); NaN for equal returns. */
    static double explainedVariance(List<PpoTask.Episode> episodes) {
        double[] returns = episodes.stream()
                .flatMapToDouble(episode -> DoubleStream.of(episode.returns()))
                .toArray();
        double[] errors = episodes.stream()
                .flatMapToDouble(episode -> IntStream.range(0, episode.returns().length)
                        .mapToDouble(t -> episode.returns()[t] - episode.oldValues()[t]))
                .toArray();
        double variance = variance(returns);
        return variance == 0 ? Double.NaN : 1 - variance(errors) / variance;
    }

    private static double variance(double[] numbers) {
        double mean = DoubleStream.of(numbers).average().orElse(Double.NaN);
        return DoubleStream.of(numbers)
                .map(x -> (x - mean) * (x - mean))
                .average()
                .orElse(Double.NaN);
    }

    private static double divergence(Rollout.Scored rollout, KlEstimator estimator) {
        double sum = 0;
        for (int i = 0; i < rollout.length(); i++) {
            sum += estimator.of((double) rollout.logProbs()[i] - rollout.referenceLogProbs()[i], 1);
        }
        return sum;
    }

    private static double sum(float[] numbers) {
        double sum = 0;
        for (float number : numbers) {
            sum += number;
        }
        return sum;
    }

    private static Stream<Rollout> of(List<Rollout> rollouts, String source) {
        return rollouts.stream().filter(rollout -> rollout.prompt().source().equals(source));
    }

    private static <T> double mean(Stream<T> items, ToDoubleFunction<T> number) {
        return items.mapToDouble(number).average().orElse(Double.NaN);
    }
}
