/**
 * The run folder: who holds it, its checkpoints, and what a killed process left in it. Begin with
 * {@link dev.smoltulu.trainer.run.RunFolder}.
 */
package dev.smoltulu.trainer.run;
