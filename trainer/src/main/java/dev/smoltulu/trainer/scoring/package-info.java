/** What a reward model says about rows: {@code smoltulu score}. */
package dev.smoltulu.trainer.scoring;
