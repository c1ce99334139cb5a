package dev.smoltulu.sweep.report.plot;

import dev.smoltulu.sweep.statistics.Setting;
import dev.smoltulu.sweep.statistics.Trend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/** One task's score against one quantity, with the spread over seeds. */
public final class ScorePlot {

    private ScorePlot() {}

    /**
     * The plot of a task with at least one score.
     *
     * @param name what its files are called
     * @param note a few words beside the title; empty for none
     */
    public static Figure of(String name, Trend trend, List<Setting> settings, Quantity across, String note) {
        List<Setting.Score> scores = trend.scores();
        Scale x = Scale.over(across.of(settings));
        Scale y = Scale.linearOver(scores.stream()
                .flatMapToDouble(score -> DoubleStream.of(score.mean(), score.barLow(), score.barHigh()))
                .toArray());
        Panel panel = Panel.of(trend.task().name(), x, y);
        panel.horizontalGrid();
        panel.axes(across.label(), trend.task().metric());
        panel.svg().text("label", panel.right(), 24, "end", note);
        drawMeans(panel, scores, across);
        scores.forEach(score -> panel.errorBar(panel.x(across.of(score.setting())), score.barLow(), score.barHigh()));
        scores.forEach(score -> panel.dot(
                "dot", panel.x(across.of(score.setting())), panel.y(score.mean()), 4, ColourScale.Legend.of(score)));
        trend.best()
                .ifPresent(best -> panel.star(
                        panel.x(across.of(best.setting())),
                        panel.y(best.mean()),
                        8,
                        "best: " + ColourScale.Legend.of(best)));
        markMissing(panel, settings, trend, across);
        panel.legend(keys(settings, trend));
        return panel.figure(name, caption(trend));
    }

    private static void drawMeans(Panel panel, List<Setting.Score> scores, Quantity across) {
        Map<Double, Double> means = scores.stream()
                .collect(Collectors.groupingBy(
                        score -> across.of(score.setting()),
                        TreeMap::new,
                        Collectors.averagingDouble(Setting.Score::mean)));
        String path = means.entrySet().stream()
                .map(mean -> Svg.number(panel.x(mean.getKey())) + " " + Svg.number(panel.y(mean.getValue())))
                .collect(Collectors.joining("L", "M", ""));
        panel.svg().element("path", "class", "mean", "d", path);
    }

    /** Settings without a score are at the bottom of the plot. */
    private static void markMissing(Panel panel, List<Setting> settings, Trend trend, Quantity across) {
        double foot = panel.bottom() - 8;
        settings.stream()
                .filter(setting -> setting.score(trend.task()).isEmpty())
                .forEach(setting -> {
                    if (ColourScale.Legend.isFailed(setting)) {
                        panel.cross(panel.x(across.of(setting)), foot, ColourScale.Legend.missing(setting));
                    } else {
                        panel.dot("open", panel.x(across.of(setting)), foot, 4, ColourScale.Legend.missing(setting));
                    }
                });
    }

    private static List<Panel.Key> keys(List<Setting> settings, Trend trend) {
        List<Panel.Key> keys = new ArrayList<>();
        boolean seeds = trend.scores().stream().anyMatch(score -> score.seeds() > 1);
        keys.add(new Panel.Key(Panel.Key.Mark.DOT, seeds ? "mean of seeds" : "cell"));
        trend.best().ifPresent(best -> keys.add(new Panel.Key(Panel.Key.Mark.BEST, "best")));
        keys.addAll(missingKeys(settings, trend));
        return keys;
    }

    /** What the marks of settings without a score mean; of those marks that there are. */
    static List<Panel.Key> missingKeys(List<Setting> settings, Trend trend) {
        List<Setting> missing = settings.stream()
                .filter(setting -> setting.score(trend.task()).isEmpty())
                .toList();
        List<Panel.Key> keys = new ArrayList<>();
        if (missing.stream().anyMatch(ColourScale.Legend::isFailed)) {
            keys.add(new Panel.Key(Panel.Key.Mark.FAILED, "failed"));
        }
        if (!missing.stream().allMatch(ColourScale.Legend::isFailed)) {
            keys.add(new Panel.Key(Panel.Key.Mark.OPEN, "not finished"));
        }
        return keys;
    }

    private static String caption(Trend trend) {
        boolean seeds = trend.scores().stream().anyMatch(score -> score.seeds() > 1);
        boolean errors = trend.scores().stream().anyMatch(score -> Double.isFinite(score.standardError()));
        String bars = seeds
                ? " Bars run from the lowest seed to the highest."
                : errors ? " Bars are one standard error of the score over its items, either way." : "";
        return "The line joins the means of equal values." + bars;
    }
}
