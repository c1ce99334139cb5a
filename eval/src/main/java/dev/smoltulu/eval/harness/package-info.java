/**
 * How the two evaluation harnesses of the field make prompts of documents: few-shot examples, joining, order.
 * Start with {@link dev.smoltulu.eval.harness.Benchmark}, which turns a benchmark's documents into a plan.
 */
package dev.smoltulu.eval.harness;
