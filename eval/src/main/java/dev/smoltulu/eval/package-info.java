/**
 * Evaluation of a model on benchmarks, with the task definitions, metrics and files of lm-evaluation-harness.
 *
 * <p>Start with {@link dev.smoltulu.eval.EvalRun}: it plans the tasks ({@code benchmarks}, {@code harness}), asks
 * the model ({@code model}, {@code answers}), grades what it answers ({@code grading}) and writes the files
 * ({@code report}).
 */
package dev.smoltulu.eval;
