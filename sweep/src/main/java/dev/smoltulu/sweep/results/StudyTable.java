package dev.smoltulu.sweep.results;

import java.util.List;

/**
 * A study as far as it has come.
 *
 * @param name  the study's name
 * @param model the model that every cell starts from, as the recipe names it
 * @param verb  the command that trains a cell: sft, dpo, reward or rlvr
 * @param axes  what is varied, in the study's order: recipe keys and {@code lr_bs_ratio}
 * @param tasks what every cell is judged by, in the study's order
 * @param cells all cells, finished or not, in the study's order
 */
public record StudyTable(
        String name, String model, String verb, List<String> axes, List<Task> tasks, List<CellResult> cells) {

    public StudyTable {
        axes = List.copyOf(axes);
        tasks = List.copyOf(tasks);
        cells = List.copyOf(cells);
    }

    /**
     * One number that every cell of a study is judged by.
     *
     * @param name           the task's name, or the measure's, such as {@code eval_loss}
     * @param metric         its headline metric as the results file names it, such as {@code exact_match,strict-match}
     * @param ability        what it asks of the model
     * @param higherIsBetter whether more is better: false for losses and perplexities
     */
    public record Task(String name, String metric, Ability ability, boolean higherIsBetter) {

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
}
