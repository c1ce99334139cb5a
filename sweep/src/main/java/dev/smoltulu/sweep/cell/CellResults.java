package dev.smoltulu.sweep.cell;

import dev.smoltulu.sweep.plan.PlannedCell;
import dev.smoltulu.sweep.plan.PlannedScore;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.CellStatus;
import dev.smoltulu.sweep.results.LossPoint;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.results.TaskScore;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A study's results as far as they are there. Every number is read from the cells' own files. */
public final class CellResults {

    private CellResults() {}

    /**
     * The study's table.
     *
     * @throws dev.smoltulu.base.UserError when the folder holds no study, or a file of it is broken
     */
    public static StudyTable read(StudyFolder folder) {
        StudyPlan plan = folder.plan();
        return new StudyTable(
                plan.name(),
                plan.model(),
                plan.verb(),
                plan.axes(),
                plan.scores().stream().map(PlannedScore::task).toList(),
                plan.cells().stream()
                        .map(cell -> read(plan, cell, folder.cell(cell.id())))
                        .toList());
    }

    /** What is known of one cell. */
    public static CellResult read(StudyPlan plan, PlannedCell cell, CellFolder folder) {
        MetricsHistory metrics = Files.exists(folder.metrics())
                ? MetricsHistory.read(folder.metrics())
                : new MetricsHistory(List.of(), List.of());
        Optional<CellRecord> record = folder.record();
        CellStatus status = status(plan, record, metrics);
        Map<String, TaskScore> scores =
                status == CellStatus.FINISHED ? new CellScores(plan, folder, record.orElseThrow()).read() : Map.of();
        List<StepMetrics> steps = metrics.steps();
        return new CellResult(
                cell.id(),
                cell.values(),
                cell.learningRate(),
                cell.batchSize(),
                cell.seed(),
                status,
                record.flatMap(CellRecord::error),
                steps.size(),
                steps.stream().mapToLong(StepMetrics::tokens).sum(),
                steps.stream().mapToLong(StepMetrics::trainedTokens).sum(),
                steps.stream().mapToDouble(StepMetrics::seconds).sum(),
                scores,
                steps.stream()
                        .map(step -> new LossPoint(step.step(), step.loss()))
                        .toList(),
                metrics.evaluations().stream()
                        .map(row -> new LossPoint(row.step(), row.evalLoss()))
                        .toList());
    }

    /** Whether the cell has failed, or all that the plan asks of it is done. */
    public static boolean ended(StudyPlan plan, CellFolder folder) {
        return folder.record()
                .filter(record -> record.stage() == CellRecord.Stage.FAILED || CellJob.finished(record, plan))
                .isPresent();
    }

    private static CellStatus status(StudyPlan plan, Optional<CellRecord> record, MetricsHistory metrics) {
        if (record.isEmpty()) {
            return metrics.steps().isEmpty() ? CellStatus.PENDING : CellStatus.UNFINISHED;
        }
        if (record.get().stage() == CellRecord.Stage.FAILED) {
            return CellStatus.FAILED;
        }
        return CellJob.finished(record.get(), plan) ? CellStatus.FINISHED : CellStatus.UNFINISHED;
    }
}
