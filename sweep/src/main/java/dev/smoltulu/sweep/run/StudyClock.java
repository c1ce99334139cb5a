package dev.smoltulu.sweep.run;

import dev.smoltulu.sweep.cell.StudyFolder;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.StepMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.IntSupplier;

/**
 * How far a study is and how long the rest will take, by what its folder says: so it holds wherever the cells run.
 * Tokens take as long as they took at the nearest batch size; everything else that a cell does takes as long as it took on
 * average.
 */
final class StudyClock {

    /**
     * How far it is.
     *
     * @param secondsLeft nothing before a first step was measured
     */
    record Reading(int ended, Map<StudyPlan.Cell, Long> stepsOfRunning, OptionalDouble secondsLeft) {}

    private record Pace(double seconds, long tokens) {

        private Pace plus(double moreSeconds, long moreTokens) {
            return new Pace(seconds + moreSeconds, tokens + moreTokens);
        }
    }

    private final StudyPlan plan;
    private final StudyFolder folder;
    private final IntSupplier jobs;
    private final Map<String, StudyPlan.Cell> ended = new HashMap<>();
    private final Map<String, StudyPlan.Cell> running = new LinkedHashMap<>();
    private final Map<String, Long> started = new HashMap<>();
    private final Map<Long, Pace> paces = new HashMap<>();
    private double otherSeconds;
    private int measured;

    StudyClock(StudyPlan plan, StudyFolder folder, IntSupplier jobs) {
        this.plan = plan;
        this.folder = folder;
        this.jobs = jobs;
    }

    /** A cell that needs nothing any more. */
    synchronized void skip(StudyPlan.Cell cell) {
        ended.put(cell.id(), cell);
        steps(cell).forEach(step -> add(cell, step));
    }

    synchronized void start(StudyPlan.Cell cell) {
        running.put(cell.id(), cell);
        started.put(cell.id(), System.nanoTime());
    }

    /** @param steps that the cell had before it was started */
    synchronized void end(StudyPlan.Cell cell, long steps) {
        running.remove(cell.id());
        ended.put(cell.id(), cell);
        double wall = (System.nanoTime() - started.get(cell.id())) / 1e9;
        List<StepMetrics> all = steps(cell);
        all.forEach(step -> add(cell, step));
        double training =
                all.stream().skip(steps).mapToDouble(StepMetrics::seconds).sum();
        otherSeconds += Math.max(0, wall - training);
        measured++;
    }

    /** A cell that does not run after all. */
    synchronized void drop(StudyPlan.Cell cell) {
        running.remove(cell.id());
    }

    synchronized Reading read() {
        Map<StudyPlan.Cell, Long> steps = new LinkedHashMap<>();
        Map<Long, Pace> known = new HashMap<>(paces);
        double left = 0;
        for (StudyPlan.Cell cell : running.values()) {
            List<StepMetrics> done = steps(cell);
            steps.put(cell, (long) done.size());
            done.forEach(step -> known.merge(
                    cell.batchSize(),
                    new Pace(step.seconds(), step.tokens()),
                    (pace, more) -> pace.plus(more.seconds(), more.tokens())));
        }
        if (known.values().stream().noneMatch(pace -> pace.tokens() > 0)) {
            return new Reading(ended.size(), steps, OptionalDouble.empty());
        }
        for (StudyPlan.Cell cell : plan.cells()) {
            if (ended.containsKey(cell.id())) {
                continue;
            }
            double share = 1 - (double) steps.getOrDefault(cell, 0L) / Math.max(1, cell.steps());
            left += share * cell.tokens() * secondsPerToken(known, cell.batchSize());
            left += measured == 0 ? 0 : otherSeconds / measured;
        }
        return new Reading(ended.size(), steps, OptionalDouble.of(left / Math.max(1, jobs.getAsInt())));
    }

    private void add(StudyPlan.Cell cell, StepMetrics step) {
        paces.merge(
                cell.batchSize(),
                new Pace(step.seconds(), step.tokens()),
                (pace, more) -> pace.plus(more.seconds(), more.tokens()));
    }

    private static double secondsPerToken(Map<Long, Pace> paces, long batchSize) {
        Pace nearest = null;
        double distance = Double.POSITIVE_INFINITY;
        for (Map.Entry<Long, Pace> pace : paces.entrySet()) {
            double apart = Math.abs(Math.log((double) pace.getKey() / batchSize));
            if (pace.getValue().tokens() > 0 && apart < distance) {
                distance = apart;
                nearest = pace.getValue();
            }
        }
        return nearest == null ? 0 : nearest.seconds() / nearest.tokens();
    }

    private List<StepMetrics> steps(StudyPlan.Cell cell) {
        Path file = folder.cell(cell.id()).metrics();
        return Files.exists(file) ? MetricsHistory.read(file).steps() : List.of();
    }
}
