/** Training of a small byte-level BPE tokenizer and its files in Hugging Face layout. */
package dev.smoltulu.tokenizer.bpe;
