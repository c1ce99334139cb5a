package dev.smoltulu.sweep.cell;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.JsonValues;
import dev.smoltulu.base.json.StrictJson;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.LinkedHashMap;
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
                plan.scores().stream().map(StudyPlan.Score::task).toList(),
                plan.cells().stream()
                        .map(cell -> read(plan, cell, folder.cell(cell.id())))
                        .toList());
    }

    /** What is known of one cell. */
    public static CellResult read(StudyPlan plan, StudyPlan.Cell cell, CellFolder folder) {
        MetricsHistory metrics = Files.exists(folder.metrics())
                ? MetricsHistory.read(folder.metrics())
                : new MetricsHistory(List.of(), List.of());
        Optional<CellRecord> record = folder.record();
        CellResult.Status status = status(plan, record, metrics);
        Map<String, CellResult.Score> scores =
                status == CellResult.Status.FINISHED ? new Scores(plan, folder, record.orElseThrow()).read() : Map.of();
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
                        .map(step -> new CellResult.LossPoint(step.step(), step.loss()))
                        .toList(),
                metrics.evaluations().stream()
                        .map(row -> new CellResult.LossPoint(row.step(), row.evalLoss()))
                        .toList());
    }

    /** Whether the cell has failed, or all that the plan asks of it is done. */
    public static boolean ended(StudyPlan plan, CellFolder folder) {
        return folder.record()
                .filter(record -> record.stage() == CellRecord.Stage.FAILED || CellJob.finished(record, plan))
                .isPresent();
    }

    private static CellResult.Status status(StudyPlan plan, Optional<CellRecord> record, MetricsHistory metrics) {
        if (record.isEmpty()) {
            return metrics.steps().isEmpty() ? CellResult.Status.PENDING : CellResult.Status.UNFINISHED;
        }
        if (record.get().stage() == CellRecord.Stage.FAILED) {
            return CellResult.Status.FAILED;
        }
        return CellJob.finished(record.get(), plan) ? CellResult.Status.FINISHED : CellResult.Status.UNFINISHED;
    }

    /** A finished cell's scores, read from the files that its record names. */
    static final class Scores {

        private static final long MAX_BYTES = 1L << 28;
        private static final String EVAL = "eval_";

        private final StudyPlan plan;
        private final CellFolder folder;
        private final CellRecord record;
        private final Map<String, JsonObject> files = new HashMap<>();

        Scores(StudyPlan plan, CellFolder folder, CellRecord record) {
            this.plan = plan;
            this.folder = folder;
            this.record = record;
        }

        /**
         * By name, in the plan's order.
         *
         * @throws UserError when a file is missing or broken, or a score is not a number
         */
        Map<String, CellResult.Score> read() {
            Map<String, CellResult.Score> scores = new LinkedHashMap<>();
            Map<String, CellResult.Score> parts = new HashMap<>();
            for (StudyPlan.Score score : plan.scores()) {
                if (score.source() instanceof StudyPlan.Score.Source.Results results) {
                    parts.put(score.task().name(), result(score, results));
                }
            }
            for (StudyPlan.Score score : plan.scores()) {
                String name = score.task().name();
                if (score.source() instanceof StudyPlan.Score.Source.Mean mean) {
                    scores.put(
                            name, mean(score, mean.of().stream().map(parts::get).toList()));
                } else if (score.source() instanceof StudyPlan.Score.Source.Measure measure) {
                    scores.put(name, measure(measure.key()));
                } else {
                    scores.put(name, parts.get(name));
                }
            }
            return scores;
        }

        private CellResult.Score result(StudyPlan.Score score, StudyPlan.Score.Source.Results source) {
            String file = record.results().get(source.evaluation());
            if (file == null) {
                throw UserError.failed(folder.path() + ": has no results of task " + source.task());
            }
            JsonObject json = files.computeIfAbsent(
                    file, name -> StrictJson.readObject(folder.path().resolve(name), MAX_BYTES));
            String metric = score.task().metric();
            JsonElement value = at(json, "results", source.task(), metric);
            if (!JsonValues.isNumber(value)) {
                throw UserError.failed(
                        folder.path().resolve(file) + ": " + metric + " of task " + source.task() + " is not a number");
            }
            JsonElement error = at(json, "results", source.task(), metric.replaceFirst(",", "_stderr,"));
            JsonElement items = at(json, "n-samples", source.task(), "effective");
            return new CellResult.Score(
                    metric,
                    value.getAsDouble(),
                    JsonValues.isNumber(error) ? error.getAsDouble() : Double.NaN,
                    JsonValues.isNumber(items) ? items.getAsInt() : 0);
        }

        private static JsonElement at(JsonObject json, String part, String task, String key) {
            JsonElement parts = json.get(part);
            JsonElement found = parts instanceof JsonObject tasks ? tasks.get(task) : null;
            return found instanceof JsonObject of ? of.get(key) : null;
        }

        /** The parts are independent samples: the variance of their mean is the sum of theirs over their number squared. */
        private static CellResult.Score mean(StudyPlan.Score score, List<CellResult.Score> parts) {
            double value = parts.stream().mapToDouble(CellResult.Score::value).sum() / parts.size();
            double variance = parts.stream()
                    .mapToDouble(part -> part.standardError() * part.standardError())
                    .sum();
            return new CellResult.Score(
                    score.task().metric(),
                    value,
                    Math.sqrt(variance) / parts.size(),
                    parts.stream().mapToInt(CellResult.Score::items).sum());
        }

        private CellResult.Score measure(String key) {
            List<EvalMetrics> rows = MetricsHistory.read(folder.metrics()).evaluations();
            EvalMetrics last = rows.isEmpty() ? null : rows.get(rows.size() - 1);
            String name = key.substring(EVAL.length());
            Double value = last == null ? null : last.measures().get(name);
            if (value == null || !Double.isFinite(value)) {
                throw UserError.failed(folder.metrics() + ": the last evaluation has no number " + key);
            }
            return new CellResult.Score(key, value, Double.NaN, 0);
        }
    }
}
