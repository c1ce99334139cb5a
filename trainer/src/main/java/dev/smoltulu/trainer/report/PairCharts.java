package dev.smoltulu.trainer.report;

import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import java.util.List;
import java.util.stream.Stream;

/** What runs on preference pairs measure beside the loss; a chart is empty where a run has no such measure. */
final class PairCharts {

    private PairCharts() {}

    static List<LineChart> of(MetricsHistory history) {
        return List.of(
                new LineChart("Reward margin, chosen minus rejected", both(history, "rewards/margins"), false),
                new LineChart(
                        "Accuracy: share of pairs whose chosen text has the higher reward",
                        both(history, accuracyOf(history)),
                        true),
                new LineChart("Rewards", sides(history, "rewards/"), false),
                new LineChart("Log-probabilities under the policy", sides(history, "logps/"), false));
    }

    /** The name of the accuracy in a run's metrics. */
    static String accuracyOf(MetricsHistory history) {
        boolean reward = Stream.concat(
                        history.steps().stream().map(StepMetrics::more),
                        history.evaluations().stream().map(EvalMetrics::measures))
                .anyMatch(more -> more.containsKey("accuracy"));
        return reward ? "accuracy" : "rewards/accuracies";
    }

    private static List<Series> both(MetricsHistory history, String key) {
        return List.of(Series.ofSteps(history, "training", key), Series.ofEvaluations(history, "evaluation", key));
    }

    private static List<Series> sides(MetricsHistory history, String prefix) {
        return List.of(
                Series.ofSteps(history, "chosen", prefix + "chosen"),
                Series.ofSteps(history, "rejected", prefix + "rejected"));
    }
}
