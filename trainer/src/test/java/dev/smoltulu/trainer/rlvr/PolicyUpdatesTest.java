package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.recipe.GrpoConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PolicyUpdatesTest {

    private static GrpoTask task(Object... keysAndValues) {
        return new GrpoTask(TinyRun.config(GrpoConfig.class, keysAndValues), Optional.empty(), Optional.empty());
    }

    private static PolicyUpdates updates(TrainingSession policy, Object... keysAndValues) {
        return new PolicyUpdates(policy, task(keysAndValues).config().policy(), 0.1, () -> false);
    }

    @Test
    void miniBatchesHaveEveryRolloutOnceInAnOrderOfTheSeed() {
        List<Integer> all = IntStream.range(0, 10).boxed().toList();
        PolicyUpdates updates = updates(null, "num_mini_batches", 3);
        List<List<Integer>> batches = updates.miniBatches(all, 5);
        assertEquals(List.of(3, 3, 4), batches.stream().map(List::size).toList());
        List<Integer> seen = new ArrayList<>();
        batches.forEach(seen::addAll);
        assertNotEquals(all, seen);
        assertEquals(all, seen.stream().sorted().toList());
        assertEquals(batches, updates.miniBatches(all, 5));
        assertNotEquals(batches, updates.miniBatches(all, 6));
    }

    @Test
    void thereAreNoEmptyMiniBatches() {
        assertEquals(
                2,
                updates(null, "num_mini_batches", 3)
                        .miniBatches(List.of("a", "b"), 1)
                        .size());
    }

    /** The loss max(-A r, -A clip(r)) is the clipped one only on the side that goes further than allowed. */
    @Test
    void aTokenIsClippedWhereItGoesTooFarInTheDirectionItIsPushed() {
        PolicyUpdates updates = updates(null, "cliprange", 0.2, "clip_higher", 0.3);
        float[] now = {log(1.29), log(1.31), log(1.31), log(0.81), log(0.79), log(0.79)};
        double[] advantages = {1, 1, -1, -1, -1, 1};
        updates.countClipped(now, new float[6], token -> advantages[token]);
        assertEquals(2 / 6.0, updates.outcome(List.of(), Map.of()).metrics().get("clip_fraction"));
    }

    private static float log(double ratio) {
        return (float) Math.log(ratio);
    }

    @Test
    void theEnginesErrorIsMeanAndMaximumOverTokens() {
        PolicyUpdates updates = updates(null);
        updates.compareEngine(TinyRun.rollout(0, 2, 10), new float[] {-0.5f, 0.25f});
        updates.compareEngine(TinyRun.rollout(0, 1, 10), new float[] {0});
        assertEquals(0.25, updates.outcome(List.of(), Map.of()).metrics().get("logprob_error"), 1e-12);
        assertEquals(0.5, updates.outcome(List.of(), Map.of()).metrics().get("logprob_error_max"), 1e-12);
    }

    /** Gradients that are not finite are forgotten, and so is a stopped mini-batch's; neither changes the policy. */
    @Test
    void anUpdateThatIsNotFiniteIsSkipped() {
        GrpoTask task = task();
        RunSetup setup = TinyRun.setup(task, 1000);
        List<Rollout> rollouts = TinyRun.rollouts();
        try (TrainingSession policy = TinyRun.policy(setup)) {
            List<float[]> before = TinyRun.logProbs(policy, task.objective(), rollouts);
            PolicyUpdates updates = updates(policy);
            assertTrue(updates.noneMade());
            accumulate(policy, task, rollouts, Double.NaN);
            updates.update(Double.NaN);
            accumulate(policy, task, rollouts, 1);
            assertTrue(new PolicyUpdates(policy, task.config().policy(), 0.1, () -> true).stopped());
            assertEqual(before, TinyRun.logProbs(policy, task.objective(), rollouts));
            assertFalse(updates.noneMade());
            accumulate(policy, task, rollouts, 1);
            updates.update(1);
            assertNotEquals(
                    before.get(0)[0],
                    TinyRun.logProbs(policy, task.objective(), rollouts).get(0)[0]);
            updates.countSkipped();
            updates.countSkipped();
            assertEquals(2, updates.outcome(List.of(), Map.of()).skipped(), "each update counts once");
            assertEquals(2, updates.made());
        }
    }

    private static void accumulate(TrainingSession policy, GrpoTask task, List<Rollout> rollouts, double weight) {
        PackedRollouts<Rollout> pass =
                PackedRollouts.ofTokens(rollouts, Rollout::packed, 1000, 2).get(0);
        Map<String, HostTensor> inputs = PolicyUpdates.scoringInputs(pass, task.objective());
        inputs.put(TargetInputs.WEIGHTS, pass.perRollout(rollout -> weight));
        policy.accumulate(inputs);
    }

    private static void assertEqual(List<float[]> expected, List<float[]> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), actual.get(i));
        }
    }
}
