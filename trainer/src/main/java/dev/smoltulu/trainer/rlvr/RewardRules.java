package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.trainer.recipe.RlvrConfig;

/**
 * How a verdict becomes a reward, as in open-instruct: {@code right} times the verdict's score; a response without an
 * end token gets {@code penalty} instead where that is on, whatever it says.
 */
record RewardRules(double right, boolean penalised, double penalty) {

    static RewardRules of(RlvrConfig.Verification config) {
        return new RewardRules(config.verificationReward(), config.nonStopPenalty(), config.penaltyRewardValue());
    }

    double reward(double score, boolean ended) {
        return penalised && !ended ? penalty : right * score;
    }
}
