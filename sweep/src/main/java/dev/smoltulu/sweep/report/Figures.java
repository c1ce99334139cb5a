package dev.smoltulu.sweep.report;

import dev.smoltulu.sweep.report.plot.ContourPlot;
import dev.smoltulu.sweep.report.plot.CorrelationPlot;
import dev.smoltulu.sweep.report.plot.Figure;
import dev.smoltulu.sweep.report.plot.LossPlot;
import dev.smoltulu.sweep.report.plot.Quantity;
import dev.smoltulu.sweep.report.plot.ScorePlot;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.statistics.Bootstrap;
import dev.smoltulu.sweep.statistics.RatioClaim;
import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The plots of a study.
 *
 * @param overall of the study as a whole
 * @param byTask  of each task that has scores, in the study's order
 */
record Figures(List<Figure> overall, Map<Trend, List<Figure>> byTask) {

    static Figures of(StudyReport.Analysis analysis) {
        List<Figure> overall = new ArrayList<>();
        correlations(analysis).ifPresent(overall::add);
        LossPlot.of("training-loss", analysis.table()).ifPresent(overall::add);
        Map<Trend, List<Figure>> byTask = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Trend trend : analysis.trends()) {
            if (!trend.scores().isEmpty()) {
                byTask.put(trend, ofTask(analysis, trend, fileName(trend.task().name(), taken)));
            }
        }
        return new Figures(overall, byTask);
    }

    Stream<Figure> all() {
        return Stream.concat(overall.stream(), byTask.values().stream().flatMap(List::stream));
    }

    /** What varies decides what can be drawn: a plane, or a line, and the ratio where it is not the line itself. */
    private static List<Figure> ofTask(StudyReport.Analysis analysis, Trend trend, String name) {
        StudyTable table = analysis.table();
        List<Setting> settings = analysis.settings();
        Quantity batchSize = Quantity.batchSize(table);
        boolean rates = Quantity.LEARNING_RATE.varies(settings);
        boolean batches = batchSize.varies(settings);
        List<Figure> figures = new ArrayList<>();
        if (rates && batches) {
            figures.add(ContourPlot.of(name + "-contour", trend, settings, batchSize));
        } else if (rates || batches) {
            figures.add(ScorePlot.of(
                    name + (rates ? "-learning-rate" : "-batch-size"),
                    trend,
                    settings,
                    rates ? Quantity.LEARNING_RATE : batchSize,
                    ""));
        } else {
            ResultsCsv.otherAxes(table).stream()
                    .flatMap(axis -> Quantity.axis(axis, settings).stream())
                    .filter(axis -> axis.varies(settings))
                    .findFirst()
                    .ifPresent(axis -> figures.add(ScorePlot.of(name + "-axis", trend, settings, axis, "")));
        }
        if (Quantity.RATIO.varies(settings)) {
            String note = Double.isNaN(trend.spearman()) ? "" : "Spearman " + Sentences.correlation(trend);
            figures.add(ScorePlot.of(name + "-ratio", trend, settings, Quantity.RATIO, note));
        }
        return figures;
    }

    private static Optional<Figure> correlations(StudyReport.Analysis analysis) {
        List<CorrelationPlot.Row> rows = new ArrayList<>();
        for (StudyTable.Task.Ability ability : StudyTable.Task.Ability.values()) {
            analysis.trends().stream()
                    .filter(trend -> trend.task().ability() == ability)
                    .filter(trend -> !Double.isNaN(trend.spearman()))
                    .map(Figures::row)
                    .forEach(rows::add);
        }
        if (rows.isEmpty()) {
            return Optional.empty();
        }
        RatioClaim claim = analysis.claim();
        if (claim.difference().isPresent()) {
            rows.add(mean("mean of reasoning", StudyTable.Task.Ability.REASONING, claim.reasoning()));
            rows.add(mean("mean of pattern", StudyTable.Task.Ability.PATTERN, claim.pattern()));
        }
        return Optional.of(CorrelationPlot.of(
                "correlations",
                "rank correlation with the ratio",
                "Right of 0 the task does better with a high ratio, left of it with a low one; lines are "
                        + Math.round(100 * analysis.bootstrap().level()) + " % intervals.",
                rows));
    }

    /** Turned so that positive is better. */
    private static CorrelationPlot.Row row(Trend trend) {
        int sign = trend.task().higherIsBetter() ? 1 : -1;
        String kind = trend.task().ability() == StudyTable.Task.Ability.UNSTATED
                ? ""
                : " (" + trend.task().ability().name().toLowerCase(Locale.ROOT) + ")";
        return row(
                trend.task().name() + kind + (sign < 0 ? ", turned" : ""),
                trend.task().ability(),
                false,
                sign * trend.spearman(),
                trend.interval().map(interval -> sign > 0 ? interval : interval.negated()));
    }

    private static CorrelationPlot.Row mean(
            String label, StudyTable.Task.Ability ability, Optional<RatioClaim.Estimate> estimate) {
        return row(
                label,
                ability,
                true,
                estimate.orElseThrow().value(),
                estimate.orElseThrow().interval());
    }

    private static CorrelationPlot.Row row(
            String label,
            StudyTable.Task.Ability ability,
            boolean mean,
            double value,
            Optional<Bootstrap.Interval> interval) {
        return new CorrelationPlot.Row(
                label,
                ability,
                mean,
                value,
                interval,
                Sentences.correlation(value) + " " + Sentences.interval(interval));
    }

    /** A task's name as part of a file's: harmless whatever it is, and no other task's. */
    static String fileName(String task, Set<String> taken) {
        String plain = task.replaceAll("[^A-Za-z0-9_-]", "_");
        String cut = plain.substring(0, Math.min(60, plain.length()));
        String name = cut;
        for (int number = 2; !taken.add(name.toLowerCase(Locale.ROOT)); number++) {
            name = cut + "-" + number;
        }
        return name;
    }
}
