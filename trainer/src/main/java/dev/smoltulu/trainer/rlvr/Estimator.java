package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.trainer.recipe.GrpoConfig;
import dev.smoltulu.trainer.recipe.PpoConfig;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Decides what each token of a step's episodes is to be moved by. */
sealed interface Estimator {

    static Estimator of(RlvrConfig config, int responseLength) {
        if (config instanceof GrpoConfig grpo) {
            return new Groups(grpo.advantageNormalizationType() == GrpoConfig.AdvantageNormalization.STANDARD);
        }
        PpoConfig ppo = (PpoConfig) config;
        return new Values(
                new TokenRewards(ppo.policy().klEstimator(), ppo.policy().beta(), responseLength),
                ppo.gamma(),
                ppo.lam(),
                ppo.whitenRewards());
    }

    /** Places of an episode that have a value. */
    int places(Episode episode);

    /** Fills in advantages, and returns where there are values. */
    void fill(List<Episode> episodes);

    /** GRPO: all tokens of a response have its advantage over its group. */
    record Groups(boolean standardised) implements Estimator {

        @Override
        public int places(Episode episode) {
            return 0;
        }

        @Override
        public void fill(List<Episode> episodes) {
            Map<Integer, List<Episode>> groups = new LinkedHashMap<>();
            episodes.forEach(episode -> groups.computeIfAbsent(episode.rollout().group(), number -> new ArrayList<>())
                    .add(episode));
            for (List<Episode> group : groups.values()) {
                double[] advantages = Advantages.ofGroup(
                        group.stream()
                                .mapToDouble(episode -> episode.rollout().reward())
                                .toArray(),
                        standardised);
                for (int i = 0; i < advantages.length; i++) {
                    double[] tokens = new double[group.get(i).responseLength()];
                    Arrays.fill(tokens, advantages[i]);
                    group.get(i).advantages = tokens;
                }
            }
        }
    }

    /** PPO: generalised advantages over token rewards and values, whitened over the tokens of all responses. */
    record Values(TokenRewards tokenRewards, double gamma, double lambda, boolean whitenRewards) implements Estimator {

        @Override
        public int places(Episode episode) {
            return tokenRewards.places(episode.rollout());
        }

        @Override
        public void fill(List<Episode> episodes) {
            double[][] rewards = episodes.stream()
                    .map(episode -> tokenRewards.of(episode.rollout(), episode.logProbs, episode.referenceLogProbs))
                    .toArray(double[][]::new);
            if (whitenRewards) {
                Advantages.whiten(rewards, true);
            }
            for (int i = 0; i < rewards.length; i++) {
                Episode episode = episodes.get(i);
                double[] values = widen(episode.values);
                double[] advantages = Advantages.generalised(rewards[i], values, gamma, lambda);
                episode.returns = IntStream.range(0, values.length)
                        .mapToDouble(place -> advantages[place] + values[place])
                        .toArray();
                episode.advantages = Arrays.copyOf(advantages, episode.responseLength());
            }
            Advantages.whiten(
                    episodes.stream().map(episode -> episode.advantages).toArray(double[][]::new), false);
        }

        private static double[] widen(float[] numbers) {
            return IntStream.range(0, numbers.length)
                    .mapToDouble(i -> numbers[i])
                    .toArray();
        }
    }
}
