package dev.smoltulu.tools.sweep;

import com.google.gson.JsonElement;
import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.sweep.plan.StudyPlan;
import dev.smoltulu.sweep.run.Measurement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The cells of a study with what they will take, as text. */
public final class CellTable {

    private CellTable() {}

    /** The cells with steps, tokens and predicted time, as text. */
    public static String of(StudyPlan plan, Measurement.Prediction prediction) {
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(plan.axes());
        head.addAll(List.of("seed", "steps", "tokens", "predicted"));
        rows.add(head);
        for (int i = 0; i < plan.cells().size(); i++) {
            StudyPlan.Cell cell = plan.cells().get(i);
            List<String> row = new ArrayList<>();
            cell.values().values().forEach(value -> row.add(text(value)));
            row.add(Long.toString(cell.seed()));
            row.add(String.format(Locale.ROOT, "%,d", cell.steps()));
            row.add(String.format(Locale.ROOT, "%,d", cell.tokens()));
            row.add(duration(prediction.cells().get(i).trainingSeconds() + prediction.evaluationSeconds()));
            rows.add(row);
        }
        StringBuilder table = new StringBuilder();
        rows.forEach(row -> table.append(line(rows, row)).append('\n'));
        return table.append(String.format(
                        Locale.ROOT,
                        "%d cells, %,d tokens, about %s in one process; %s of each cell "
                                + "is its evaluation at most%n",
                        plan.cells().size(),
                        plan.tokens(),
                        duration(prediction.seconds()),
                        duration(prediction.evaluationSeconds())))
                .toString();
    }

    private static String duration(double seconds) {
        return Progress.duration(Math.round(seconds));
    }

    private static String text(JsonElement value) {
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    private static String line(List<List<String>> rows, List<String> row) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < row.size(); column++) {
            int at = column;
            int width = rows.stream()
                    .mapToInt(other -> other.get(at).length())
                    .max()
                    .orElse(0);
            line.append(column == 0 ? "" : "  ")
                    .append(" ".repeat(width - row.get(column).length()))
                    .append(row.get(column));
        }
        return line.toString();
    }
}
