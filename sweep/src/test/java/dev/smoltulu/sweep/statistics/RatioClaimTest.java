package dev.smoltulu.sweep.statistics;

import static dev.smoltulu.sweep.statistics.Scored.cell;
import static dev.smoltulu.sweep.statistics.Scored.table;
import static dev.smoltulu.sweep.statistics.Scored.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.junit.jupiter.api.Test;

final class RatioClaimTest {

    private static final List<StudyTable.Task> TASKS = List.of(
            task("sums", StudyTable.Task.Ability.REASONING, true),
            task("proofs", StudyTable.Task.Ability.REASONING, true),
            task("stories", StudyTable.Task.Ability.PATTERN, true));
    private static final int CELLS = 16;

    @Test
    void holdsWhereBothHalvesAreShown() {
        RatioClaim claim = claim(rising(), rising(), falling());

        assertEquals(RatioClaim.Verdict.HOLDS, claim.verdict());
        assertEquals(List.of("sums", "proofs"), claim.reasoningTasks());
        assertEquals(CELLS, claim.settings());
    }

    @Test
    void holdsInPartWhereBothRiseAndReasoningMore() {
        assertEquals(
                RatioClaim.Verdict.HOLDS_IN_PART,
                claim(rising(), rising(), noise()).verdict());
    }

    @Test
    void isUndecidedWhereKindsGoTheSameWay() {
        assertEquals(
                RatioClaim.Verdict.UNDECIDED, claim(noise(), noise(), noise()).verdict());
    }

    @Test
    void isContradictedWherePatternsGainMore() {
        assertEquals(
                RatioClaim.Verdict.CONTRADICTED,
                claim(falling(), falling(), rising()).verdict());
    }

    @Test
    void cannotBeTestedWithoutBothKinds() {
        assertEquals(
                RatioClaim.Verdict.UNTESTABLE,
                claim(rising(), rising(), at -> 0.25).verdict());
        StudyTable few = study(3, rising(), rising(), falling());
        assertEquals(RatioClaim.Verdict.UNTESTABLE, of(few).verdict());
    }

    /** The statistic and its resamples, written out with another library's correlation. */
    @Test
    void theDifferenceAgreesWithAnIndependentComputation() {
        StudyTable table = study(CELLS, wavy(1), wavy(2), wavy(3));
        double[] ratios = table.cells().stream().mapToDouble(CellResult::ratio).toArray();
        double[][] scores = TASKS.stream()
                .map(task -> table.cells().stream()
                        .mapToDouble(cell -> cell.scores().get(task.name()).value())
                        .toArray())
                .toArray(double[][]::new);
        Random random = new Random(Bootstrap.STANDARD.seed());
        double[] differences = IntStream.range(0, Bootstrap.STANDARD.resamples())
                .mapToDouble(resample -> difference(
                        ratios,
                        scores,
                        IntStream.range(0, CELLS)
                                .map(unit -> random.nextInt(CELLS))
                                .toArray()))
                .sorted()
                .toArray();

        RatioClaim.Estimate estimate = of(table).difference().orElseThrow();

        assertEquals(difference(ratios, scores, IntStream.range(0, CELLS).toArray()), estimate.value(), 1e-12);
        long below = IntStream.range(0, differences.length)
                .filter(i -> differences[i] < estimate.interval().orElseThrow().low())
                .count();
        long above = IntStream.range(0, differences.length)
                .filter(i -> differences[i] > estimate.interval().orElseThrow().high())
                .count();
        assertTrue(Math.abs(below - 250) <= 1 && Math.abs(above - 250) <= 1, below + " below, " + above + " above");
    }

    private static double difference(double[] ratios, double[][] scores, int[] drawn) {
        double[] each = new double[3];
        for (int task = 0; task < 3; task++) {
            double[] own = scores[task];
            each[task] = new SpearmansCorrelation()
                    .correlation(
                            IntStream.of(drawn).mapToDouble(i -> ratios[i]).toArray(),
                            IntStream.of(drawn).mapToDouble(i -> own[i]).toArray());
        }
        return (each[0] + each[1]) / 2 - each[2];
    }

    private static RatioClaim claim(DoubleUnaryOperator sums, DoubleUnaryOperator proofs, DoubleUnaryOperator stories) {
        return of(study(CELLS, sums, proofs, stories));
    }

    private static RatioClaim of(StudyTable table) {
        List<Setting> settings = Setting.of(table);
        List<Trend> trends = TASKS.stream()
                .map(task -> Trend.of(task, settings, Bootstrap.STANDARD))
                .toList();
        return RatioClaim.of(trends, settings, Bootstrap.STANDARD);
    }

    private static StudyTable study(
            int cells, DoubleUnaryOperator sums, DoubleUnaryOperator proofs, DoubleUnaryOperator stories) {
        List<CellResult> rows = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            Map<String, Double> scores = new LinkedHashMap<>();
            scores.put("sums", sums.applyAsDouble(i));
            scores.put("proofs", proofs.applyAsDouble(i));
            scores.put("stories", stories.applyAsDouble(i));
            rows.add(cell(1e-5 * Math.pow(1.5, i), 8, 1, scores));
        }
        return table(TASKS, rows);
    }

    private static DoubleUnaryOperator rising() {
        return at -> at + 1.5 * Math.sin(7 * at);
    }

    private static DoubleUnaryOperator falling() {
        return at -> 1.5 * Math.cos(5 * at) - at;
    }

    private static DoubleUnaryOperator noise() {
        return at -> Math.sin(at * at * 12.9898) * 43758.5453 % 1;
    }

    private static DoubleUnaryOperator wavy(int turns) {
        return at -> Math.sin(turns * at / 5) + 0.3 * Math.sin(40 * at);
    }
}
