package dev.smoltulu.trainer.report;

import dev.smoltulu.trainer.metrics.MetricsHistory;
import java.util.List;

/** What reinforcement learning measures beside the loss; a chart is empty where a run has no such measure. */
final class RolloutCharts {

    private static final String BY_SOURCE = "reward/";
    /** As many as there are colours. */
    private static final int MOST_SOURCES = 4;

    private RolloutCharts() {}

    static List<LineChart> of(MetricsHistory history) {
        return List.of(
                chart(history, "Mean reward", false, "reward"),
                new LineChart("Mean reward by source", bySource(history), false),
                chart(history, "Share of right responses", true, "verified"),
                chart(history, "Divergence from the reference, nats a response", false, "kl"),
                chart(history, "Entropy, nats a token", true, "entropy"),
                chart(history, "Tokens of a response", true, "response_length"),
                chart(history, "Share of responses without an end token", true, "no_eos"),
                chart(history, "Share of clipped tokens", true, "clip_fraction"),
                chart(history, "Value loss", true, "value_loss"),
                chart(history, "Explained variance of the returns", false, "explained_variance"));
    }

    private static LineChart chart(MetricsHistory history, String title, boolean fromZero, String key) {
        return new LineChart(
                title,
                List.of(Series.ofSteps(history, "training", key), Series.ofEvaluations(history, "held out", key)),
                fromZero);
    }

    private static List<Series> bySource(MetricsHistory history) {
        List<String> sources = history.steps().stream()
                .flatMap(row -> row.more().keySet().stream())
                .filter(key -> key.startsWith(BY_SOURCE))
                .distinct()
                .limit(MOST_SOURCES)
                .toList();
        return sources.size() < 2
                ? List.of()
                : sources.stream()
                        .map(key -> Series.ofSteps(history, key.substring(BY_SOURCE.length()), key))
                        .toList();
    }
}
