package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.PolicyObjective.KlPenalty;
import dev.smoltulu.trainer.recipe.GrpoConfig;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.util.Optional;

/** The policy's loss as recipes have it. */
final class PolicyObjectives {

    private PolicyObjectives() {}

    /** Whether the divergence from the reference is part of the loss, and not of the reward. */
    static boolean penalised(RlvrConfig config) {
        return config instanceof GrpoConfig && config.policy().beta() > 0;
    }

    /** With entropies, which every step tells. */
    static PolicyObjective of(RlvrConfig config) {
        return objective(config, true);
    }

    /** The reference's: nobody asks for its entropies. */
    static PolicyObjective ofReference(RlvrConfig config) {
        return objective(config, false);
    }

    private static PolicyObjective objective(RlvrConfig config, boolean entropies) {
        Optional<KlPenalty> penalty = penalised(config)
                ? Optional.of(new KlPenalty(
                        config.policy().klEstimator(), config.policy().beta()))
                : Optional.empty();
        return new PolicyObjective(
                config.rollouts().temperature(),
                config.policy().cliprange(),
                config.policy().clipHigher(),
                penalty,
                entropies);
    }
}
