package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.objective.KlEstimator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Token rewards and what comes out of them, by hand. */
final class EstimatorTest {

    private static final TokenRewards REWARDS = new TokenRewards(KlEstimator.KL1, 0.5, 4);

    private static Episode episode(Rollout rollout, float[] logProbs, float[] reference, float[] values) {
        Episode episode = new Episode(rollout);
        episode.logProbs = logProbs;
        episode.referenceLogProbs = reference;
        episode.values = values;
        return episode;
    }

    @Test
    void theRewardStandsAfterTheLastTokenWhereThereIsRoom() {
        double[] rewards = REWARDS.of(Responses.of(0, 3, 10), new float[] {-1, -2, -3}, new float[] {-1.5f, -2, -1});
        assertArrayEquals(new double[] {-0.25, 0, 1, 10}, rewards, 1e-9);
    }

    @Test
    void andAtTheLastTokenWhereThereIsNone() {
        double[] rewards =
                REWARDS.of(Responses.of(0, 4, -10), new float[] {-1, -2, -3, -1}, new float[] {-1, -2, -3, -2});
        assertArrayEquals(new double[] {0, 0, 0, -10.5}, rewards, 1e-9);
    }

    @Test
    void theOtherEstimatorsOfDivergence() {
        float[] policy = {-1, -2};
        float[] reference = {-2, -2};
        assertArrayEquals(
                new double[] {-0.25, 0, 10},
                new TokenRewards(KlEstimator.KL2, 0.5, 4).of(Responses.of(0, 2, 10), policy, reference),
                1e-9);
        assertArrayEquals(
                new double[] {-0.5 * Math.exp(-1), 0, 10},
                new TokenRewards(KlEstimator.KL3, 0.5, 4).of(Responses.of(0, 2, 10), policy, reference),
                1e-9);
    }

    /**
     * No divergence, gamma and lambda 1: with values 1, 2 and 4 at the places of a response of two tokens the returns are
     * all 10 and the advantages 9 and 8; with values 0 and reward 0 another response has 0. Whitened over the three
     * tokens, not over the places after them: mean 17 / 3, unbiased variance ((10 / 3)^2 + (7 / 3)^2 + (17 / 3)^2) / 2.
     */
    @Test
    void returnsAreOfAllPlacesAndAdvantagesOfTokens() {
        Episode right = episode(Responses.of(0, 2, 10), new float[2], new float[2], new float[] {1, 2, 4});
        Episode wrong = episode(Responses.of(1, 1, 0), new float[1], new float[1], new float[2]);
        new Estimator.Values(REWARDS, 1, 1, false).fill(List.of(right, wrong));
        assertArrayEquals(new double[] {10, 10, 10}, right.returns, 1e-12);
        assertArrayEquals(new double[] {0, 0}, wrong.returns, 1e-12);
        double deviation = Math.sqrt((100.0 + 49 + 289) / 18);
        assertArrayEquals(new double[] {10 / 3.0 / deviation, 7 / 3.0 / deviation}, right.advantages, 1e-8);
        assertArrayEquals(new double[] {-17 / 3.0 / deviation}, wrong.advantages, 1e-8);
        assertEquals(3, new Estimator.Values(REWARDS, 1, 1, false).places(right));
    }

    @Test
    void aGroupsTokensShareItsAdvantage() {
        List<Episode> episodes = List.of(
                new Episode(Responses.of(0, 2, 10)),
                new Episode(Responses.of(1, 1, 10)),
                new Episode(Responses.of(0, 3, 0)),
                new Episode(Responses.of(1, 2, 10)));
        new Estimator.Groups(true).fill(episodes);
        double half = Math.sqrt(0.5);
        assertArrayEquals(new double[] {half, half}, episodes.get(0).advantages, 1e-8);
        assertArrayEquals(new double[] {-half, -half, -half}, episodes.get(2).advantages, 1e-8);
        assertArrayEquals(new double[] {0}, episodes.get(1).advantages);
        assertArrayEquals(new double[] {0, 0}, episodes.get(3).advantages);
    }

    @Test
    void explainedVariance() {
        Episode episode = episode(Responses.of(0, 2, 10), new float[2], new float[2], new float[] {1, 2, 3});
        episode.returns = new double[] {1, 2, 3};
        assertEquals(1, ExplainedVariance.of(List.of(episode)), 1e-12);
        episode.values = new float[] {5, 5, 5};
        assertEquals(0, ExplainedVariance.of(List.of(episode)), 1e-12);
        episode.returns = new double[] {2, 2, 2};
        assertEquals(Double.NaN, ExplainedVariance.of(List.of(episode)));
    }
}
