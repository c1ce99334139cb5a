package dev.smoltulu.sweep.results;

/**
 * One number that every cell of a study is judged by.
 *
 * @param name           the task's name, or the measure's, such as {@code eval_loss}
 * @param metric         its headline metric as the results file names it, such as {@code exact_match,strict-match}
 * @param ability        what it asks of the model
 * @param higherIsBetter whether more is better: false for losses and perplexities
 */
public record StudyTask(String name, String metric, Ability ability, boolean higherIsBetter) {

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
}
