package dev.smoltulu.trainer.recipe;

/** A recipe of {@code smoltulu rlvr} with algorithm grpo. */
public record GrpoConfig(
        Model model,
        Data data,
        Steps steps,
        Schedule schedule,
        Optimizer optimizer,
        Compute compute,
        Run run,
        Rollouts rollouts,
        Verification verification,
        Policy policy,
        HeldOut heldOut,
        AdvantageNormalization advantageNormalizationType)
        implements RlvrConfig {

    /** How a reward becomes an advantage over those of its group. */
    public enum AdvantageNormalization {
        /** Less their mean, divided by their standard deviation. */
        STANDARD,
        /** Less their mean. */
        CENTERED
    }
}
