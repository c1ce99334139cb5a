package dev.smoltulu.trainer.recipe;

import java.util.Optional;

/** A recipe of {@code smoltulu dpo}. */
public record DpoConfig(
        Model model,
        Data data,
        Steps steps,
        Schedule schedule,
        Optimizer optimizer,
        Compute compute,
        Run run,
        Optional<String> referenceModel,
        LossType lossType,
        double beta,
        double labelSmoothing,
        SessionKind trainingSession)
        implements TrainingConfig {

    /** Which log-probabilities of an answer are compared. */
    public enum LossType {
        /** Sums over its tokens, as in the paper. */
        DPO,
        /** Means over its tokens, as in Tulu 3. */
        DPO_NORM
    }
}
