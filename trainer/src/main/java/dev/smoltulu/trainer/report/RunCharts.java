package dev.smoltulu.trainer.report;

import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import dev.smoltulu.trainer.report.LineChart.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** The charts of a run's metrics, in the order of the page; one is empty where a run has no such measure. */
final class RunCharts {

    private static final String BY_SOURCE = "reward/";
    /** As many as there are colours. */
    private static final int MAX_SOURCES = 4;

    private final MetricsHistory history;

    RunCharts(MetricsHistory history) {
        this.history = history;
    }

    /**
     * All charts.
     *
     * @param summedLoss whether the training loss is a sum over tokens, which the evaluation's never is
     */
    List<LineChart> all(boolean summedLoss, LineChart calibration) {
        List<LineChart> charts = new ArrayList<>(loss(summedLoss));
        charts.addAll(pairs());
        charts.addAll(rollouts());
        charts.add(calibration);
        charts.add(new LineChart("Learning rate", List.of(steps("learning rate", StepMetrics::learningRate)), true));
        charts.add(new LineChart(
                "Gradient norm before clipping", List.of(steps("gradient norm", StepMetrics::gradNorm)), true));
        charts.add(new LineChart(
                "Throughput, tokens per second", List.of(steps("throughput", StepMetrics::tokensPerSecond)), true));
        return charts;
    }

    private List<LineChart> loss(boolean summedLoss) {
        Series training = steps("training", StepMetrics::loss);
        Series evaluation = new Series(
                "evaluation",
                history.evaluations().stream()
                        .map(row -> new Series.Point(row.step(), row.evalLoss()))
                        .toList());
        return summedLoss
                ? List.of(
                        new LineChart("Training loss, summed per sequence", List.of(training), false),
                        new LineChart("Evaluation loss, per token", List.of(evaluation), false))
                : List.of(new LineChart("Loss", List.of(training, evaluation), false));
    }

    /** What runs on preference pairs measure beside the loss. */
    private List<LineChart> pairs() {
        return List.of(
                new LineChart("Reward margin, chosen minus rejected", both("evaluation", "rewards/margins"), false),
                new LineChart(
                        "Accuracy: share of pairs whose chosen text has the higher reward",
                        both("evaluation", accuracyOf(history)),
                        true),
                new LineChart("Rewards", sides("rewards/"), false),
                new LineChart("Log-probabilities under the policy", sides("logps/"), false));
    }

    /** The name of the accuracy in a run's metrics. */
    static String accuracyOf(MetricsHistory history) {
        boolean reward = Stream.concat(
                        history.steps().stream().map(StepMetrics::more),
                        history.evaluations().stream().map(EvalMetrics::measures))
                .anyMatch(more -> more.containsKey("accuracy"));
        return reward ? "accuracy" : "rewards/accuracies";
    }

    /** What reinforcement learning measures beside the loss. */
    private List<LineChart> rollouts() {
        return List.of(
                rollout("Mean reward", false, "reward"),
                new LineChart("Mean reward by source", bySource(), false),
                rollout("Share of right responses", true, "verified"),
                rollout("Divergence from the reference, nats a response", false, "kl"),
                rollout("Entropy, nats a token", true, "entropy"),
                rollout("Tokens of a response", true, "response_length"),
                rollout("Share of responses without an end token", true, "no_eos"),
                rollout("Share of clipped tokens", true, "clip_fraction"),
                rollout("Value loss", true, "value_loss"),
                rollout("Explained variance of the returns", false, "explained_variance"));
    }

    private LineChart rollout(String title, boolean fromZero, String key) {
        return new LineChart(title, both("held out", key), fromZero);
    }

    private List<Series> bySource() {
        List<String> sources = history.steps().stream()
                .flatMap(row -> row.more().keySet().stream())
                .filter(key -> key.startsWith(BY_SOURCE))
                .distinct()
                .limit(MAX_SOURCES)
                .toList();
        return sources.size() < 2
                ? List.of()
                : sources.stream()
                        .map(key -> ofSteps(key.substring(BY_SOURCE.length()), key))
                        .toList();
    }

    private List<Series> both(String evaluation, String key) {
        return List.of(
                ofSteps("training", key),
                new Series(
                        evaluation,
                        history.evaluations().stream()
                                .map(row -> new Series.Point(
                                        row.step(), row.measures().getOrDefault(key, Double.NaN)))
                                .toList()));
    }

    private List<Series> sides(String prefix) {
        return List.of(ofSteps("chosen", prefix + "chosen"), ofSteps("rejected", prefix + "rejected"));
    }

    /** A measure of every step that has it. */
    private Series ofSteps(String name, String key) {
        return steps(name, row -> row.more().getOrDefault(key, Double.NaN));
    }

    private Series steps(String name, ToDoubleFunction<StepMetrics> value) {
        return new Series(
                name,
                history.steps().stream()
                        .map(row -> new Series.Point(row.step(), value.applyAsDouble(row)))
                        .toList());
    }
}
