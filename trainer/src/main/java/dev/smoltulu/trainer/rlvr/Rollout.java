package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.data.PromptExample;
import dev.smoltulu.verifiers.Verdict;

/**
 * A sampled response with what it was found worth. The arrays are the record's own: do not change them.
 *
 * @param example    number of its prompt in the data set
 * @param group      number of its prompt among those of the step
 * @param tokens     without the prompt; the end token is the last of them where the response ended
 * @param logProbs   of each token under the engine's sampling temperature, in nats
 * @param ended      whether it ended with an end token, and was not cut off
 * @param text       without the end token
 * @param reward     what the algorithm learns from
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

    int length() {
        return tokens.length;
    }

    int promptLength() {
        return prompt.inputIds().length;
    }
}
