package dev.smoltulu.trainer.recipe;

import com.google.gson.JsonObject;
import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.verifiers.Rules;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** A recipe of {@code smoltulu rlvr}: what both algorithms have. */
public sealed interface RlvrConfig extends TrainingConfig permits GrpoConfig, PpoConfig {

    Rollouts rollouts();

    Verification verification();

    Policy policy();

    HeldOut heldOut();

    /** Every response is an example. */
    @Override
    default long examplesPerStep() {
        return Math.multiplyExact(steps().batchSize(), rollouts().numberSamplesPerPrompt());
    }

    /** Steps of the whole run: max_steps, else total_episodes' or the epochs' batches, rounded up. */
    @Override
    default long totalSteps(long stepsPerEpoch) {
        if (steps().maxSteps().isPresent() || rollouts().totalEpisodes().isEmpty()) {
            return TrainingConfig.super.totalSteps(stepsPerEpoch);
        }
        return (rollouts().totalEpisodes().getAsLong() - 1) / examplesPerStep() + 1;
    }

    /** How many responses are sampled, and how. */
    record Rollouts(
            OptionalLong totalEpisodes,
            long maxPromptTokenLength,
            long numberSamplesPerPrompt,
            long responseLength,
            double temperature,
            double topP,
            long rolloutSequences,
            boolean activeSampling,
            long maxSamplingRounds,
            long asynchronous) {}

    /**
     * What a response is worth.
     *
     * @param verifierTimeout in seconds
     */
    record Verification(
            Optional<String> verifier,
            Optional<JsonObject> verifiers,
            Rules verifierRules,
            double verifierTimeout,
            double verificationReward,
            boolean nonStopPenalty,
            double penaltyRewardValue) {}

    /** How the policy is updated. */
    record Policy(
            Optional<String> referenceModel,
            long numEpochs,
            long numMiniBatches,
            double cliprange,
            double clipHigher,
            KlEstimator klEstimator,
            double beta,
            LossReduction lossReduction) {}

    /** How the policy is measured on held-out prompts and benchmarks. */
    record HeldOut(
            double evalTemperature,
            Optional<String> evalTasks,
            Optional<Path> evalTasksData,
            OptionalLong evalTasksLimit,
            long loggedSamples) {}
}
