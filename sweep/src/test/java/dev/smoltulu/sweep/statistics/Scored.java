package dev.smoltulu.sweep.statistics;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finished cells with given scores. */
final class Scored {

    private Scored() {}

    static StudyTable.Task task(String name, StudyTable.Task.Ability ability, boolean higherIsBetter) {
        return new StudyTable.Task(name, "acc,none", ability, higherIsBetter);
    }

    static CellResult cell(double rate, long batch, long seed, Map<String, Double> values) {
        Map<String, CellResult.Score> scores = new LinkedHashMap<>();
        values.forEach((task, value) -> scores.put(task, new CellResult.Score("acc,none", value, Double.NaN, 0)));
        return new CellResult(
                rate + "-" + batch + "-" + seed,
                Map.of("learning_rate", new JsonPrimitive(rate), "batch_size", new JsonPrimitive(batch)),
                rate,
                batch,
                seed,
                CellResult.Status.FINISHED,
                Optional.empty(),
                1,
                1,
                1,
                1,
                scores,
                List.of(),
                List.of());
    }

    static StudyTable table(List<StudyTable.Task> tasks, List<CellResult> cells) {
        return new StudyTable("study", "model", "sft", List.of("learning_rate", "batch_size"), tasks, cells);
    }
}
