/** Supervised finetuning: {@link dev.smoltulu.trainer.sft.SftTask} is all of it. */
package dev.smoltulu.trainer.sft;
