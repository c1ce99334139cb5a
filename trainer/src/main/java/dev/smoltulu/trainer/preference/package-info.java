/**
 * Training on preference pairs: begin with {@link dev.smoltulu.trainer.preference.DpoTask} or
 * {@link dev.smoltulu.trainer.preference.RewardTask}. {@link dev.smoltulu.trainer.preference.ReferencePass} computes what
 * DPO compares with before training.
 */
package dev.smoltulu.trainer.preference;
