package dev.smoltulu.sweep.results;

/**
 * What a task asks of a model, in the two words in which SmolTulu (arXiv 2412.08347) states its finding: reasoning
 * tasks gain from high ratios of learning rate to batch size, tasks of pattern recognition from low ones.
 */
public enum Ability {
    REASONING,
    PATTERN,
    /** The study does not say. */
    UNSTATED
}
