/** Training on preference pairs: {@code smoltulu dpo} and {@code smoltulu reward}. */
package dev.smoltulu.trainer.preference;
