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
        String name, String model, String verb, List<String> axes, List<StudyTask> tasks, List<CellResult> cells) {

    public StudyTable {
        axes = List.copyOf(axes);
        tasks = List.copyOf(tasks);
        cells = List.copyOf(cells);
    }
}
