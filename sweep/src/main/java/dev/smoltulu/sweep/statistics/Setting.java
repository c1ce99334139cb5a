package dev.smoltulu.sweep.statistics;

import com.google.gson.JsonElement;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One point of a study's grid: the cells that differ in nothing but the seed. It is the unit of all statistics, for runs
 * of one setting are no independent evidence about the ratio.
 *
 * @param cells one for each seed
 */
public record Setting(List<CellResult> cells) {

    /** Enough to distinguish settings, and few enough that 1e-3/10 and 1e-4/1 are one ratio and equal means tie. */
    private static final MathContext PRECISION = new MathContext(12);

    public Setting {
        cells = List.copyOf(cells);
    }

    /** The settings of a study, in its order. */
    public static List<Setting> of(StudyTable table) {
        Map<Map<String, JsonElement>, List<CellResult>> groups = new LinkedHashMap<>();
        table.cells()
                .forEach(cell -> groups.computeIfAbsent(cell.values(), values -> new ArrayList<>())
                        .add(cell));
        return groups.values().stream().map(Setting::new).toList();
    }

    /** Learning rate of its cells. */
    public double learningRate() {
        return cells.get(0).learningRate();
    }

    /** Batch size of its cells, in sequences. */
    public long batchSize() {
        return cells.get(0).batchSize();
    }

    /** Learning rate divided by batch size, to 12 digits. */
    public double ratio() {
        return rounded(cells.get(0).ratio());
    }

    /** What its finished cells reach in a task; empty where none has a finite score. */
    public Optional<Score> score(StudyTable.Task task) {
        List<CellResult> scored = cells.stream()
                .filter(cell -> cell.status() == CellResult.Status.FINISHED)
                .filter(cell -> cell.scores().containsKey(task.name())
                        && Double.isFinite(cell.scores().get(task.name()).value()))
                .toList();
        if (scored.isEmpty()) {
            return Optional.empty();
        }
        double[] values = scored.stream()
                .mapToDouble(cell -> cell.scores().get(task.name()).value())
                .sorted()
                .toArray();
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double standardError =
                scored.size() == 1 ? scored.get(0).scores().get(task.name()).standardError() : Double.NaN;
        return Optional.of(new Score(
                this,
                rounded(sum / values.length),
                values[0],
                values[values.length - 1],
                values.length,
                standardError));
    }

    private static double rounded(double value) {
        return Double.isFinite(value) ? new BigDecimal(value).round(PRECISION).doubleValue() : value;
    }

    /**
     * What a setting reaches in one task.
     *
     * @param mean          over the seeds that finished
     * @param lowest        of the seeds
     * @param highest       of the seeds
     * @param seeds         how many finished
     * @param standardError of a single seed's score, from the items it is a mean of; NaN where unknown or of several seeds
     */
    public record Score(Setting setting, double mean, double lowest, double highest, int seeds, double standardError) {

        /** The lower end of its error bar: the lowest seed, or of a single one a standard error less. */
        public double barLow() {
            return Double.isFinite(standardError) ? mean - standardError : lowest;
        }

        /** The upper end of its error bar. */
        public double barHigh() {
            return Double.isFinite(standardError) ? mean + standardError : highest;
        }
    }
}
