package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.trainer.rlvr.Rollout.Scored;
import dev.smoltulu.verifiers.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RlvrMetricsTest {

    private static final Rollout CUT_OFF = new Rollout(
            TinyRun.prompt(2), 0, 0, new int[] {1, 2, 3}, new float[3], false, "", Verdict.failed("no time left"), -10);

    @Test
    void rolloutsHaveMeansOverAllAndOverEachSource() {
        Map<String, Double> metrics = RlvrMetrics.ofRollouts(
                List.of(TinyRun.rollout(0, 1, 10), TinyRun.rollout(0, 2, 0), CUT_OFF), List.of("made", "other"));
        assertEquals(
                List.of(
                        "reward",
                        "reward_std",
                        "verified",
                        "reward/made",
                        "verified/made",
                        "reward/other",
                        "verified/other",
                        "response_length",
                        "no_eos",
                        "verifier_problems"),
                List.copyOf(metrics.keySet()));
        assertEquals(0, metrics.get("reward"), 1e-12);
        assertEquals(10, metrics.get("reward_std"), 1e-12, "unbiased");
        assertEquals(1 / 3.0, metrics.get("verified"), 1e-12);
        assertEquals(0, metrics.get("reward/made"), 1e-12);
        assertEquals(Double.NaN, metrics.get("reward/other"));
        assertEquals(2, metrics.get("response_length"), 1e-12);
        assertEquals(1 / 3.0, metrics.get("no_eos"), 1e-12);
        assertEquals(1, metrics.get("verifier_problems"));
    }

    /** Two responses, d = 1 and d = -0.5, -0.5: summed over a response for kl, averaged over tokens for the others. */
    @Test
    void divergenceIsPerResponseAndPerToken() {
        Map<String, Double> metrics = RlvrMetrics.ofPolicy(List.of(
                new Scored(TinyRun.rollout(0, 1, 10), new float[] {-1}, new float[] {2}, new float[] {-2}),
                new Scored(TinyRun.rollout(0, 2, 10), new float[] {-1, -1}, new float[] {0.5f, 0.5f}, new float[] {
                    -0.5f, -0.5f
                })));
        assertEquals(0, metrics.get("kl"), 1e-12);
        double expected = Math.exp(-1) - 1 + 1 + 2 * (Math.exp(0.5) - 1 - 0.5);
        assertEquals(expected / 3, metrics.get("kl_per_token"), 1e-12);
        assertEquals(1, metrics.get("entropy"), 1e-12);
    }

    @Test
    void explainedVariance() {
        Scored scored = new Scored(TinyRun.rollout(0, 2, 10), new float[2], new float[2], new float[2]);
        double[] returns = {1, 2, 3};
        assertEquals(1, explained(scored, new float[] {1, 2, 3}, returns), 1e-12);
        assertEquals(0, explained(scored, new float[] {5, 5, 5}, returns), 1e-12);
        assertEquals(Double.NaN, explained(scored, new float[] {1, 2, 3}, new double[] {2, 2, 2}));
    }

    private static double explained(Scored scored, float[] values, double[] returns) {
        return RlvrMetrics.explainedVariance(List.of(new PpoTask.Episode(scored, values, new double[2], returns)));
    }
}
