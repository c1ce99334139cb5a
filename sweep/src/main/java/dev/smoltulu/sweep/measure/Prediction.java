package dev.smoltulu.sweep.measure;

import java.util.List;

/**
 * What a study is expected to take on this machine.
 *
 * @param cells             in the plan's order
 * @param evaluationSeconds of one cell; an upper bound, for the model that was asked answers at greater length than a
 *                          trained one
 */
public record Prediction(List<Cell> cells, double evaluationSeconds) {

    /**
     * One cell.
     *
     * @param trainingSeconds with reading rows, opening and saving the model
     */
    public record Cell(String id, double trainingSeconds) {}

    public Prediction {
        cells = List.copyOf(cells);
    }

    /** Of the whole study, one cell after the other. */
    public double seconds() {
        return cells.stream().mapToDouble(Cell::trainingSeconds).sum() + cells.size() * evaluationSeconds;
    }
}
