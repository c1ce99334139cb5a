/** What a run keeps on disk to go on from: model, optimizer, order of the data, counters. */
package dev.smoltulu.trainer.checkpoint;
