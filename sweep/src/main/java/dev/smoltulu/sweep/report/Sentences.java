package dev.smoltulu.sweep.report;

import dev.smoltulu.sweep.report.plot.Brief;
import dev.smoltulu.sweep.statistics.Bootstrap;
import dev.smoltulu.sweep.statistics.RatioClaim;
import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a study shows, in plain words with the numbers behind them. */
final class Sentences {

    private Sentences() {}

    /** One a task, then the paper's claim. */
    static List<String> of(StudyReport.Analysis analysis) {
        List<String> sentences = new ArrayList<>();
        analysis.trends().forEach(trend -> sentences.add(of(trend)));
        sentences.add(of(analysis.claim()));
        return sentences;
    }

    /** gsm8k rises with the ratio: Spearman 0.83 [0.61, 0.94], 24 cells. */
    static String of(Trend trend) {
        String name = trend.task().name();
        if (trend.scores().isEmpty()) {
            return name + " has no finished cell yet.";
        }
        String cells = count(trend);
        return switch (trend.direction()) {
            case RISES ->
                name + " rises with the ratio" + meaning(trend, true) + ": Spearman " + correlation(trend) + ", "
                        + cells + ".";
            case FALLS ->
                name + " falls with the ratio" + meaning(trend, false) + ": Spearman " + correlation(trend) + ", "
                        + cells + ".";
            case UNCLEAR ->
                name + " shows no clear trend with the ratio: the interval of Spearman " + correlation(trend)
                        + " covers 0, " + cells + ".";
            case UNKNOWN -> name + unknown(trend, cells);
        };
    }

    private static String meaning(Trend trend, boolean rises) {
        return trend.task().higherIsBetter() ? "" : rises ? ", which is worse" : ", which is better";
    }

    private static String unknown(Trend trend, String cells) {
        if (!Double.isNaN(trend.spearman())) {
            return ": Spearman " + correlation(trend.spearman()) + " with the ratio, " + cells
                    + ", too few for an interval.";
        }
        if (trend.scores().stream()
                                .mapToDouble(score -> score.setting().ratio())
                                .distinct()
                                .count()
                        == 1
                && trend.scores().size() > 1) {
            return " cannot be held against the ratio: it is the same in all " + cells + ".";
        }
        if (trend.isFlat() && trend.scores().size() > 1) {
            return " is " + Brief.of(trend.scores().get(0).mean()) + " in all " + cells
                    + ", so it tells nothing of the ratio.";
        }
        return ": " + cells + ", too few for a rank correlation.";
    }

    /** 0.83 [0.61, 0.94]. */
    static String correlation(Trend trend) {
        return correlation(trend.spearman()) + " " + interval(trend.interval());
    }

    /** [0.61, 0.94]; no interval where there is none. */
    static String interval(Optional<Bootstrap.Interval> interval) {
        return interval.map(range -> "[" + correlation(range.low()) + ", " + correlation(range.high()) + "]")
                .orElse("(no interval)");
    }

    /** Two decimals; never -0.00. */
    static String correlation(double value) {
        String text = String.format(Locale.ROOT, "%.2f", value);
        return text.equals("-0.00") ? "0.00" : text;
    }

    private static String count(Trend trend) {
        int settings = trend.scores().size();
        return settings == trend.cells()
                ? plural(settings, "cell")
                : plural(settings, "setting") + " from " + plural(trend.cells(), "cell");
    }

    /** 1 cell, 24 cells. */
    static String plural(long count, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", count, noun, count == 1 ? "" : "s");
    }

    /** Where a task is best; empty without scores. */
    static Optional<String> best(Trend trend) {
        return trend.best().map(best -> {
            long equal = trend.scores().stream()
                            .filter(score -> score.mean() == best.mean())
                            .count()
                    - 1;
            return "Best: " + Brief.of(best.mean()) + " at " + place(best)
                    + (equal > 0 ? ", and as good in " + plural(equal, "other setting") : "") + ".";
        });
    }

    private static String place(Setting.Score score) {
        return "learning rate " + Brief.of(score.setting().learningRate()) + ", batch size "
                + score.setting().batchSize() + " (ratio "
                + Brief.of(score.setting().ratio()) + ")";
    }

    /** Whether reasoning tasks gain from a high ratio and pattern tasks from a low one, as the paper says. */
    static String of(RatioClaim claim) {
        String numbers = claim.difference().isEmpty()
                ? ""
                : String.format(
                        Locale.ROOT,
                        " Mean Spearman with the ratio, positive where a high ratio is better: reasoning (%s) %s, pattern (%s) "
                                + "%s, difference %s; %s.",
                        String.join(", ", claim.reasoningTasks()),
                        estimate(claim.reasoning()),
                        String.join(", ", claim.patternTasks()),
                        estimate(claim.pattern()),
                        estimate(claim.difference()),
                        plural(claim.settings(), "setting"));
        return switch (claim.verdict()) {
            case HOLDS ->
                "The paper's split holds on these data: reasoning tasks gain from a high ratio, pattern "
                        + "tasks from a low one." + numbers;
            case HOLDS_IN_PART ->
                "The paper's split holds in part: a high ratio does more for reasoning tasks than "
                        + "for pattern tasks, but " + missingHalf(claim) + "." + numbers;
            case UNDECIDED ->
                "These data do not decide the paper's split between reasoning and pattern tasks: the "
                        + "interval of the difference covers 0." + numbers;
            case CONTRADICTED ->
                "The paper's split does not hold on these data: a high ratio does more for pattern "
                        + "tasks than for reasoning tasks." + numbers;
            case UNTESTABLE ->
                "The paper's split between reasoning and pattern tasks cannot be tested here: " + obstacle(claim) + "."
                        + numbers;
        };
    }

    private static String missingHalf(RatioClaim claim) {
        if (claim.reasoning().orElseThrow().isAboveZero()) {
            return "that pattern tasks gain from a low one is not shown";
        }
        return claim.pattern().orElseThrow().isBelowZero()
                ? "that reasoning tasks gain from a high one is not shown"
                : "neither a gain of reasoning tasks from a high one nor of pattern tasks from a low one is shown by "
                        + "itself";
    }

    private static String obstacle(RatioClaim claim) {
        if (claim.difference().isEmpty()) {
            return "it takes a reasoning task and a pattern task that have a rank correlation with the ratio";
        }
        return plural(claim.settings(), "setting") + " with all scores are too few for an interval";
    }

    private static String estimate(Optional<RatioClaim.Estimate> estimate) {
        return estimate.map(known -> correlation(known.value()) + " " + interval(known.interval()))
                .orElse("unknown");
    }
}
