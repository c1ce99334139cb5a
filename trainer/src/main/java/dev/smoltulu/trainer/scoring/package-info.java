/**
 * Rewards of rows by a trained reward model: {@code smoltulu score}. Begin with
 * {@link dev.smoltulu.trainer.scoring.ScoreRun}.
 */
package dev.smoltulu.trainer.scoring;
