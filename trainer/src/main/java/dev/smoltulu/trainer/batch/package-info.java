/** From examples to what one forward pass is fed: order, micro-batches, packing. */
package dev.smoltulu.trainer.batch;
