package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.KlEstimator;

/**
 * PPO's rewards of single tokens, as open-instruct places them (ppo_vllm_thread_ray_gtrl.py). A token costs beta times
 * its estimated divergence from the reference. The response's reward comes one place after its last token, where the
 * value model has read the whole of it; a response that takes all the places there are has it at its last token.
 */
record TokenRewards(KlEstimator estimator, double beta, int responseLength) {

    /** Places of a response: its tokens, and the one after them where there is room. */
    int places(Rollout rollout) {
        return rollout.length() < responseLength ? rollout.length() + 1 : rollout.length();
    }

    /**
     * The reward at each place.
     *
     * @param logProbs  of the response's tokens under the policy
     * @param reference the same under the reference
     */
    double[] of(Rollout rollout, float[] logProbs, float[] reference) {
        double[] rewards = new double[places(rollout)];
        for (int i = 0; i < rollout.length(); i++) {
            rewards[i] = -beta * estimator.of((double) logProbs[i] - reference[i], 1);
        }
        rewards[rewards.length - 1] += rollout.reward();
        return rewards;
    }
}
