package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.data.PromptExample;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.verifiers.Verdict;

/**
 * A sampled response with its verdict and reward: what an algorithm learns from. The arrays are the record's own: do not
 * change them.
 *
 * @param example  number of its prompt in the data set
 * @param group    number of its prompt among those of the step
 * @param tokens   without the prompt; the end token is the last of them where the response ended
 * @param logProbs of each token under the engine's sampling temperature, in nats; empty where the engine's distribution
 *                 is not comparable with the training graph's
 * @param ended    whether it ended with an end token, and was not cut off
 * @param text     without the end token
 * @param reward   what the algorithm learns from, see {@link VerifierPool.Reward}
 */
record Rollout(
        PromptExample prompt,
        int example,
        int group,
        int[] tokens,
        float[] logProbs,
        boolean ended,
        String text,
        Verdict verdict,
        double reward) {

    /** Tokens of the response. */
    int length() {
        return tokens.length;
    }

    /** What a pass packs: responses of one group may share their prompt. */
    PackedRollouts.Tokens packed() {
        return new PackedRollouts.Tokens(group, prompt.inputIds(), tokens);
    }

    /**
     * A rollout with what the models make of it before the step's updates. Arrays have one number for each token of the
     * response, in nats.
     *
     * @param logProbs          log pi_old: the log-probability of each token under the policy
     * @param entropies         of the policy's distribution at each token
     * @param referenceLogProbs log pi_ref: the log-probability of each token under the reference model
     */
    record Scored(Rollout rollout, float[] logProbs, float[] entropies, float[] referenceLogProbs) {

        int length() {
            return rollout.length();
        }
    }
}
