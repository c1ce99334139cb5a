/**
 * Training: typed recipes, one file for each algorithm, one loop.
 *
 * <p>Begin with an algorithm: {@link dev.smoltulu.trainer.sft.SftTask}, {@link dev.smoltulu.trainer.preference.DpoTask},
 * {@link dev.smoltulu.trainer.preference.RewardTask} or one of {@link dev.smoltulu.trainer.rlvr}. Each is a
 * {@link dev.smoltulu.trainer.loop.TrainingTask} and reads from top to bottom: rows, batch, inputs of the graph, loss,
 * metrics. {@link dev.smoltulu.trainer.loop.TrainingRun} takes a task from its recipe to a finished run folder.
 *
 * <p>To add a recipe key, add a line to {@link dev.smoltulu.trainer.recipe.RecipeKey} and a component to the
 * configuration that has it. To add an objective, add a configuration and a constant of
 * {@link dev.smoltulu.trainer.recipe.Objective}, and write its task.
 */
package dev.smoltulu.trainer;
