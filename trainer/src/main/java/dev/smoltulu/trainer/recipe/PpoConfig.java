package dev.smoltulu.trainer.recipe;

/** A recipe of {@code smoltulu rlvr} with algorithm ppo. */
public record PpoConfig(
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
        String valueModel,
        double gamma,
        double lam,
        boolean whitenRewards,
        double cliprangeValue,
        double vfCoef,
        double valueLearningRate)
        implements RlvrConfig {}
