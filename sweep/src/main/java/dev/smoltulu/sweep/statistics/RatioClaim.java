package dev.smoltulu.sweep.statistics;

import dev.smoltulu.sweep.results.StudyTable;
import java.util.List;
import java.util.Optional;

/**
 * The finding of SmolTulu (arXiv 2412.08347, figure 1) as a statistic: reasoning tasks get better with a high ratio of
 * learning rate to batch size, tasks of pattern recognition with a low one. Each task's rank correlation with the ratio
 * is turned so that positive means better; {@code reasoning} and {@code pattern} are the means over the tasks of either
 * kind, {@code difference} the first less the second. Intervals come from the same resamples of settings for all tasks,
 * because all tasks were scored on the same runs.
 *
 * @param settings       how many settings have a score in all tasks that count
 * @param reasoningTasks names of the tasks that count
 * @param reasoning      none where no such task has a correlation
 */
public record RatioClaim(
        int settings,
        List<String> reasoningTasks,
        List<String> patternTasks,
        Optional<Estimate> reasoning,
        Optional<Estimate> pattern,
        Optional<Estimate> difference) {

    /** A statistic and its interval; none for too few settings. */
    public record Estimate(double value, Optional<Bootstrap.Interval> interval) {

        public boolean isAboveZero() {
            return interval.map(Bootstrap.Interval::isAboveZero).orElse(false);
        }

        public boolean isBelowZero() {
            return interval.map(Bootstrap.Interval::isBelowZero).orElse(false);
        }
    }

    /** What the data say of the claim. */
    public enum Verdict {
        /** Reasoning rises and patterns fall, both with intervals clear of 0. */
        HOLDS,
        /** Reasoning gains more than patterns do, but one of the halves is not shown. */
        HOLDS_IN_PART,
        /** The interval of the difference covers 0. */
        UNDECIDED,
        /** Patterns gain more than reasoning does. */
        CONTRADICTED,
        /** A kind of task is missing, or there are too few settings. */
        UNTESTABLE
    }

    /** Tests the claim on the trends of a study. */
    public static RatioClaim of(List<Trend> trends, List<Setting> settings, Bootstrap bootstrap) {
        List<StudyTable.Task> reasoning = usable(trends, StudyTable.Task.Ability.REASONING);
        List<StudyTable.Task> pattern = usable(trends, StudyTable.Task.Ability.PATTERN);
        List<Setting> shared = settings.stream()
                .filter(setting -> scoresAll(setting, reasoning) && scoresAll(setting, pattern))
                .toList();
        double[] ratios = shared.stream().mapToDouble(Setting::ratio).toArray();
        double[][] ofReasoning = goodness(reasoning, shared);
        double[][] ofPattern = goodness(pattern, shared);
        Optional<Estimate> difference = reasoning.isEmpty() || pattern.isEmpty()
                ? Optional.empty()
                : estimate(
                        shared.size(),
                        bootstrap,
                        drawn -> mean(ratios, ofReasoning, drawn) - mean(ratios, ofPattern, drawn));
        return new RatioClaim(
                shared.size(),
                names(reasoning),
                names(pattern),
                estimate(shared.size(), bootstrap, drawn -> mean(ratios, ofReasoning, drawn)),
                estimate(shared.size(), bootstrap, drawn -> mean(ratios, ofPattern, drawn)),
                difference);
    }

    /** Whether the study supports the claim. */
    public Verdict verdict() {
        if (difference.isEmpty() || difference.get().interval().isEmpty()) {
            return Verdict.UNTESTABLE;
        }
        if (reasoning.orElseThrow().isAboveZero() && pattern.orElseThrow().isBelowZero()) {
            return Verdict.HOLDS;
        }
        if (difference.get().isAboveZero()) {
            return Verdict.HOLDS_IN_PART;
        }
        return difference.get().isBelowZero() ? Verdict.CONTRADICTED : Verdict.UNDECIDED;
    }

    private static Optional<Estimate> estimate(int settings, Bootstrap bootstrap, Statistic statistic) {
        double value = statistic.of(all(settings));
        return Double.isNaN(value)
                ? Optional.empty()
                : Optional.of(new Estimate(value, bootstrap.interval(settings, statistic::of)));
    }

    private interface Statistic {
        double of(int[] drawn);
    }

    private static List<StudyTable.Task> usable(List<Trend> trends, StudyTable.Task.Ability ability) {
        return trends.stream()
                .filter(trend -> trend.task().ability() == ability && !Double.isNaN(trend.spearman()))
                .map(Trend::task)
                .toList();
    }

    private static boolean scoresAll(Setting setting, List<StudyTable.Task> tasks) {
        return tasks.stream().allMatch(task -> setting.score(task).isPresent());
    }

    private static double[][] goodness(List<StudyTable.Task> tasks, List<Setting> settings) {
        return tasks.stream()
                .map(task -> settings.stream()
                        .mapToDouble(
                                setting -> setting.score(task).orElseThrow().mean() * (task.higherIsBetter() ? 1 : -1))
                        .toArray())
                .toArray(double[][]::new);
    }

    /** NaN where a task's correlation is undefined, or there are no tasks. */
    private static double mean(double[] ratios, double[][] tasks, int[] drawn) {
        double[] own = Trend.picked(ratios, drawn);
        double sum = 0;
        for (double[] task : tasks) {
            sum += Spearman.of(own, Trend.picked(task, drawn));
        }
        return sum / tasks.length;
    }

    private static int[] all(int settings) {
        int[] indices = new int[settings];
        for (int i = 0; i < settings; i++) {
            indices[i] = i;
        }
        return indices;
    }

    private static List<String> names(List<StudyTable.Task> tasks) {
        return tasks.stream().map(StudyTable.Task::name).toList();
    }
}
