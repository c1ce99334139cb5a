package dev.smoltulu.sweep.statistics;

import static dev.smoltulu.sweep.statistics.Scored.cell;
import static dev.smoltulu.sweep.statistics.Scored.table;
import static dev.smoltulu.sweep.statistics.Scored.task;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class TrendTest {

    private static final StudyTable.Task SUMS = task("sums", StudyTable.Task.Ability.REASONING, true);
    private static final StudyTable.Task LOSS = task("loss", StudyTable.Task.Ability.UNSTATED, false);

    @Test
    void seedsOfASettingAreOneUnit() {
        List<CellResult> cells = List.of(
                cell(1e-3, 1, 1, Map.of("sums", 0.2)),
                cell(1e-3, 1, 2, Map.of("sums", 0.4)),
                cell(1e-3, 2, 1, Map.of("sums", 0.1)),
                cell(1e-3, 2, 2, Map.of("sums", 0.1)),
                cell(1e-3, 4, 1, Map.of("sums", 0.05)));

        Trend trend = Trend.of(SUMS, Setting.of(table(List.of(SUMS), cells)), Bootstrap.STANDARD);

        assertEquals(3, trend.scores().size());
        assertEquals(5, trend.cells());
        assertEquals(0.3, trend.scores().get(0).mean(), 1e-12);
        assertEquals(0.2, trend.scores().get(0).barLow());
        assertEquals(0.4, trend.scores().get(0).barHigh());
        assertEquals(1, trend.spearman());
        assertTrue(trend.interval().isEmpty());
        assertEquals(Trend.Direction.UNKNOWN, trend.direction());
    }

    /** 3e-4/3 and 1e-4/1 differ in the last bit, and are one ratio all the same. */
    @Test
    void equalRatiosTie() {
        CellResult one = cell(1e-4, 1, 1, Map.of("sums", 0.2));
        CellResult other = cell(3e-4, 3, 1, Map.of("sums", 0.3));
        assertTrue(one.ratio() != other.ratio());

        List<Setting> settings = Setting.of(table(List.of(SUMS), List.of(one, other)));

        assertEquals(settings.get(0).ratio(), settings.get(1).ratio());
    }

    @Test
    void theBestLossIsTheLowest() {
        List<CellResult> cells = List.of(
                cell(1e-3, 1, 1, Map.of("loss", 2.0)),
                cell(1e-3, 2, 1, Map.of("loss", 1.0)),
                cell(1e-3, 4, 1, Map.of("loss", 3.0)));

        Trend trend = Trend.of(LOSS, Setting.of(table(List.of(LOSS), cells)), Bootstrap.STANDARD);

        assertEquals(2, trend.best().orElseThrow().setting().batchSize());
    }

    @Test
    void directionFollowsTheInterval() {
        List<CellResult> rising = new ArrayList<>();
        List<CellResult> mixed = new ArrayList<>();
        double[] noise = {5, 1, 4, 2, 6, 3, 5, 1, 4, 2};
        for (int i = 0; i < 10; i++) {
            rising.add(cell(1e-4 * Math.pow(2, i), 8, 1, Map.of("sums", i + noise[i] / 4)));
            mixed.add(cell(1e-4 * Math.pow(2, i), 8, 1, Map.of("sums", noise[i])));
        }

        Trend up = Trend.of(SUMS, Setting.of(table(List.of(SUMS), rising)), Bootstrap.STANDARD);
        Trend level = Trend.of(SUMS, Setting.of(table(List.of(SUMS), mixed)), Bootstrap.STANDARD);

        assertEquals(Trend.Direction.RISES, up.direction());
        assertEquals(Trend.Direction.UNCLEAR, level.direction());
    }
}
