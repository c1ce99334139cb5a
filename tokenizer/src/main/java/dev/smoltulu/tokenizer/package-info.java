/**
 * Text to token ids and back, chat templates, and which tokens of a conversation are trained. Start with
 * {@link dev.smoltulu.tokenizer.TextTokenizer} and {@link dev.smoltulu.tokenizer.ChatTemplate}.
 */
package dev.smoltulu.tokenizer;
