package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.trainer.rlvr.Learner.Outcome;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What steps and evaluations measure, by the names of metrics.jsonl; docs/rlvr.md has their definitions. */
final class StepMeasures {

    static final String REWARD = "reward";

    private StepMeasures() {}

    /**
     * Of any responses.
     *
     * @param sources the names of all sources there are, in the order of their rewards
     */
    static Map<String, Double> ofRollouts(List<Rollout> rollouts, Collection<String> sources) {
        Map<String, Double> measures = new LinkedHashMap<>();
        double mean = mean(rollouts.stream(), Rollout::reward);
        measures.put(REWARD, mean);
        measures.put(
                "reward_std",
                Math.sqrt(rollouts.stream()
                                .mapToDouble(rollout -> (rollout.reward() - mean) * (rollout.reward() - mean))
                                .sum()
                        / Math.max(1, rollouts.size() - 1)));
        measures.put(
                "verified", mean(rollouts.stream(), rollout -> rollout.verdict().score()));
        for (String source : sources) {
            measures.put("reward/" + source, mean(of(rollouts, source), Rollout::reward));
            measures.put(
                    "verified/" + source,
                    mean(of(rollouts, source), rollout -> rollout.verdict().score()));
        }
        measures.put("response_length", mean(rollouts.stream(), Rollout::length));
        measures.put("no_eos", mean(rollouts.stream(), rollout -> rollout.ended() ? 0 : 1));
        measures.put("verifier_problems", (double) rollouts.stream()
                .filter(rollout -> rollout.verdict().problem().isPresent())
                .count());
        return measures;
    }

    /** Of the groups that a step sampled. */
    static Map<String, Double> ofGroups(Rollouts.Batch batch) {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("groups", (double) batch.groups());
        measures.put("groups_all_right", (double) batch.allRight());
        measures.put("groups_all_alike", (double) batch.allAlike());
        measures.put("sampling_rounds", (double) batch.rounds());
        return measures;
    }

    /** Of what was learned from them. */
    static Map<String, Double> ofLearning(List<Episode> episodes, Outcome outcome, boolean hasValues) {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("kl", mean(episodes.stream(), episode -> divergence(episode, KlEstimator.KL1)));
        measures.put(
                "kl_per_token",
                episodes.stream()
                                .mapToDouble(episode -> divergence(episode, KlEstimator.KL3))
                                .sum()
                        / tokens(episodes));
        measures.put(
                "entropy",
                episodes.stream().mapToDouble(episode -> sum(episode.entropies)).sum() / tokens(episodes));
        measures.put("clip_fraction", outcome.clipFraction());
        measures.put("logprob_error", outcome.logProbError());
        measures.put("logprob_error_max", outcome.mostLogProbError());
        if (hasValues) {
            measures.put("value_loss", outcome.valueLoss());
            measures.put("explained_variance", ExplainedVariance.of(episodes));
        }
        return measures;
    }

    private static double divergence(Episode episode, KlEstimator estimator) {
        double sum = 0;
        for (int i = 0; i < episode.responseLength(); i++) {
            sum += estimator.of((double) episode.logProbs[i] - episode.referenceLogProbs[i], 1);
        }
        return sum;
    }

    private static long tokens(List<Episode> episodes) {
        return episodes.stream().mapToLong(Episode::responseLength).sum();
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
