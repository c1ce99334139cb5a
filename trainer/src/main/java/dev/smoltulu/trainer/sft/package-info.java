/** Supervised finetuning: {@code smoltulu sft}. */
package dev.smoltulu.trainer.sft;
