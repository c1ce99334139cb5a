package dev.smoltulu.trainer.recipe;

/** A recipe of {@code smoltulu reward}. */
public record RewardConfig(
        Model model,
        Data data,
        Steps steps,
        Schedule schedule,
        Optimizer optimizer,
        Compute compute,
        Run run,
        SessionKind trainingSession)
        implements TrainingConfig {}
