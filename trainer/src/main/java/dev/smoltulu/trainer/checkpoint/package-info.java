/**
 * What a run keeps on disk to resume from: model, optimizer, order of the data, counters. Begin with
 * {@link dev.smoltulu.trainer.checkpoint.Checkpoints}; {@link dev.smoltulu.trainer.checkpoint.InitialModel} is where a
 * run starts that has none.
 */
package dev.smoltulu.trainer.checkpoint;
