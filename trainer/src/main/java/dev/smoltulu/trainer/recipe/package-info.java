/**
 * What a run is to do: the table of keys, recipes read and checked by it, and their values as typed configurations.
 *
 * <p>Begin with {@link dev.smoltulu.trainer.recipe.RecipeKey}, the one place that has the keys' names, ranges, defaults
 * and help, then {@link dev.smoltulu.trainer.recipe.TrainingConfig}. {@link dev.smoltulu.trainer.recipe.Recipe} is the
 * map between both: what recipe.json holds.
 */
package dev.smoltulu.trainer.recipe;
