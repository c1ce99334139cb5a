package dev.smoltulu.trainer.report;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The result of a run in a few figures, the most important first. */
public final class RunSummary {

    private RunSummary() {}

    /** Name of the figure to its text; figures that the run did not measure are left out. */
    public static Map<String, String> of(MetricsHistory history) {
        Map<String, String> figures = new LinkedHashMap<>();
        List<EvalMetrics> evaluations = history.evaluations().stream()
                .filter(row -> Double.isFinite(row.evalLoss()))
                .toList();
        if (evaluations.size() > 1) {
            figures.put(
                    "Evaluation loss",
                    change(
                            evaluations.get(0).evalLoss(),
                            evaluations.get(evaluations.size() - 1).evalLoss()));
        } else if (!evaluations.isEmpty()) {
            figures.put("Evaluation loss", loss(evaluations.get(0).evalLoss()));
        }
        addMeasures(history, figures);
        List<StepMetrics> steps = history.steps();
        List<StepMetrics> measured =
                steps.stream().filter(row -> Double.isFinite(row.loss())).toList();
        if (!measured.isEmpty()) {
            StepMetrics best = measured.stream()
                    .min(Comparator.comparingDouble(StepMetrics::loss))
                    .orElseThrow();
            figures.put(
                    "Training loss",
                    change(
                            measured.get(0).loss(),
                            measured.get(measured.size() - 1).loss()));
            figures.put("Best training loss", loss(best.loss()) + " at step " + count(best.step()));
        }
        if (!steps.isEmpty()) {
            StepMetrics last = steps.get(steps.size() - 1);
            figures.put("Steps", count(last.step()) + String.format(Locale.ROOT, " (%.2f epochs)", last.epoch()));
            addThroughput(steps, figures);
        }
        return figures;
    }

    /** What runs are after beside the loss: of the evaluations where there are any, else of the steps. */
    private static void addMeasures(MetricsHistory history, Map<String, String> figures) {
        boolean evaluated = !history.evaluations().isEmpty();
        List<Map<String, Double>> rows = evaluated
                ? history.evaluations().stream().map(EvalMetrics::measures).toList()
                : history.steps().stream().map(StepMetrics::more).toList();
        Map<String, String> names = Map.of(
                RunCharts.accuracyOf(history),
                "accuracy",
                "rewards/margins",
                "reward margin",
                "reward",
                "mean reward",
                "verified",
                "share of right responses");
        new TreeMap<>(names)
                .forEach((key, name) -> add(figures, (evaluated ? "Evaluation " : "Training ") + name, rows, key));
        add(
                figures,
                "Divergence from reference",
                history.steps().stream().map(StepMetrics::more).toList(),
                "kl");
        history.evaluations().stream()
                .filter(row -> row.measures().containsKey("reward"))
                .max(Comparator.comparingDouble(row -> row.measures().get("reward")))
                .ifPresent(best -> figures.put("Best model", "in best/, after step " + count(best.step())));
    }

    private static void add(Map<String, String> figures, String name, List<Map<String, Double>> rows, String key) {
        double[] values = rows.stream()
                .filter(more -> more.containsKey(key))
                .mapToDouble(more -> more.get(key))
                .toArray();
        if (values.length > 0) {
            figures.put(name, change(values[0], values[values.length - 1]));
        }
    }

    private static void addThroughput(List<StepMetrics> steps, Map<String, String> figures) {
        long tokens = steps.stream().mapToLong(StepMetrics::tokens).sum();
        long trained = steps.stream().mapToLong(StepMetrics::trainedTokens).sum();
        double seconds = steps.stream()
                .mapToDouble(StepMetrics::seconds)
                .filter(Double::isFinite)
                .sum();
        figures.put("Tokens", count(tokens) + ", " + count(trained) + " of them trained");
        figures.put("Time in steps", Progress.duration(Math.round(seconds)));
        if (seconds > 0) {
            figures.put("Throughput", count(Math.round(tokens / seconds)) + " tokens/s");
        }
    }

    private static String change(double first, double last) {
        return loss(first) + " \u2192 " + loss(last);
    }

    private static String loss(double value) {
        return String.format(Locale.ROOT, Math.abs(value) < 0.001 && value != 0 ? "%.2e" : "%.4f", value);
    }

    private static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }
}
