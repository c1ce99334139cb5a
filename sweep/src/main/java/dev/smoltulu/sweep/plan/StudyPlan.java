package dev.smoltulu.sweep.plan;

import dev.smoltulu.base.UserError;
import dev.smoltulu.sweep.study.Study;
import java.util.List;

/**
 * A study that can be run.
 *
 * @param model       what cells start from, as the recipe names it
 * @param verb        the command that trains a cell
 * @param axes        what is varied
 * @param scores      what cells are judged by
 * @param evaluations how their tasks are asked
 */
public record StudyPlan(
        String name,
        String model,
        String verb,
        List<String> axes,
        List<PlannedScore> scores,
        List<EvaluationGroup> evaluations,
        Study.Keep keep,
        List<PlannedCell> cells) {

    public StudyPlan {
        axes = List.copyOf(axes);
        scores = List.copyOf(scores);
        evaluations = List.copyOf(evaluations);
        cells = List.copyOf(cells);
    }

    /**
     * The cell of this id.
     *
     * @throws UserError when there is none
     */
    public PlannedCell cell(String id) {
        return cells.stream()
                .filter(cell -> cell.id().equals(id))
                .findFirst()
                .orElseThrow(() -> UserError.usage("study " + name + " has no cell '" + id + "'"));
    }

    /** Tokens of all cells. */
    public long tokens() {
        return cells.stream().mapToLong(PlannedCell::tokens).sum();
    }
}
