package dev.smoltulu.sweep.report;

import com.google.gson.JsonElement;
import dev.smoltulu.base.json.ShortestDecimal;
import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** results.csv: a row a cell, numbers in full, as RFC 4180 has it; what is not known is empty. */
final class ResultsCsv {

    /** Columns that every study has, so axes of these names need none of their own. */
    static final Set<String> COMMON = Set.of("learning_rate", "batch_size", "lr_bs_ratio");

    private ResultsCsv() {}

    static String of(StudyTable table) {
        StringBuilder csv = new StringBuilder(line(header(table)));
        table.cells().forEach(cell -> csv.append(line(row(table, cell))));
        return csv.toString();
    }

    private static List<String> header(StudyTable table) {
        List<String> names = new ArrayList<>(List.of("id"));
        names.addAll(otherAxes(table));
        names.addAll(List.of(
                "learning_rate",
                "batch_size",
                "lr_bs_ratio",
                "seed",
                "status",
                "error",
                "steps",
                "tokens",
                "trained_tokens",
                "seconds",
                "last_loss"));
        for (StudyTable.Task task : table.tasks()) {
            names.addAll(List.of(task.name(), task.name() + "_stderr", task.name() + "_items"));
        }
        return names;
    }

    /** The axes that have no column in every study. */
    static List<String> otherAxes(StudyTable table) {
        return table.axes().stream().filter(axis -> !COMMON.contains(axis)).toList();
    }

    private static List<String> row(StudyTable table, CellResult cell) {
        List<String> fields = new ArrayList<>(List.of(cell.id()));
        otherAxes(table).forEach(axis -> fields.add(value(cell.values().get(axis))));
        fields.addAll(List.of(
                number(cell.learningRate()),
                Long.toString(cell.batchSize()),
                number(cell.ratio()),
                Long.toString(cell.seed()),
                status(cell),
                cell.error().orElse(""),
                Long.toString(cell.steps()),
                Long.toString(cell.tokens()),
                Long.toString(cell.trainedTokens()),
                number(cell.seconds()),
                cell.losses().isEmpty()
                        ? ""
                        : number(cell.losses().get(cell.losses().size() - 1).loss())));
        for (StudyTable.Task task : table.tasks()) {
            CellResult.Score score = cell.scores().get(task.name());
            fields.addAll(
                    score == null
                            ? List.of("", "", "")
                            : List.of(
                                    number(score.value()),
                                    number(score.standardError()),
                                    score.items() == 0 ? "" : Integer.toString(score.items())));
        }
        return fields;
    }

    static String status(CellResult cell) {
        return cell.status().name().toLowerCase(Locale.ROOT);
    }

    /** A value of a recipe as text: strings without quotes, everything else as JSON. */
    static String value(JsonElement value) {
        if (value == null || value.isJsonNull()) {
            return "";
        }
        return value.isJsonPrimitive() ? value.getAsString() : value.toString();
    }

    private static String number(double value) {
        return Double.isFinite(value) ? ShortestDecimal.of(value).toString() : "";
    }

    private static String line(List<String> fields) {
        return fields.stream().map(ResultsCsv::quoted).collect(Collectors.joining(",", "", "\r\n"));
    }

    private static String quoted(String field) {
        boolean plain = field.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
                && field.equals(field.strip());
        return plain ? field : '"' + field.replace("\"", "\"\"") + '"';
    }
}
