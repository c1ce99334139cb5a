package dev.smoltulu.eval;

import dev.smoltulu.eval.perplexity.PerplexityResult;

/** A task and what it found. */
public record TaskOutcome(EvalTask task, PerplexityResult result) {
}
