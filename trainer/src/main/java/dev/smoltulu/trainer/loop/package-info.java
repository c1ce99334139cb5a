/**
 * What all training runs share: steps, evaluations, checkpoints, resuming, reports, signals.
 *
 * <p>Begin with {@link dev.smoltulu.trainer.loop.TrainingTask}, what an algorithm says, then
 * {@link dev.smoltulu.trainer.loop.TrainingRun} and its loop. A {@link dev.smoltulu.trainer.loop.RunData} has the rows;
 * its {@link dev.smoltulu.trainer.loop.RunSteps} do the steps. {@link dev.smoltulu.trainer.loop.BatchData} is for
 * algorithms whose batches are known before the model is.
 */
package dev.smoltulu.trainer.loop;
