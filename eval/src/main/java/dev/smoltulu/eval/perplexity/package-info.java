/**
 * Perplexity of documents by rolling windows, as lm-evaluation-harness computes it. Start with
 * {@link dev.smoltulu.eval.perplexity.Perplexity}.
 */
package dev.smoltulu.eval.perplexity;
