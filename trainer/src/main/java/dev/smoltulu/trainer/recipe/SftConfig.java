package dev.smoltulu.trainer.recipe;

import dev.smoltulu.graphs.objective.LossReduction;

/** A recipe of {@code smoltulu sft}. */
public record SftConfig(
        Model model,
        Data data,
        Steps steps,
        Schedule schedule,
        Optimizer optimizer,
        Compute compute,
        Run run,
        boolean assistantOnlyLoss,
        LossReduction lossReduction,
        SessionKind trainingSession)
        implements TrainingConfig {}
