package dev.smoltulu.sweep.report;

import dev.smoltulu.sweep.results.CellResult;
import dev.smoltulu.sweep.results.StudyTable;
import java.util.List;
import java.util.stream.Collectors;

/** results.md: what the study shows and its cells, for a README or a pull request. */
final class ResultsMarkdown {

    private ResultsMarkdown() {}

    static String of(StudyReport.Analysis analysis) {
        StudyTable table = analysis.table();
        StringBuilder text = new StringBuilder("# " + escaped(table.name()) + "\n\n");
        text.append(escaped(table.verb() + " of " + table.model() + ", " + analysis.progress() + ".") + "\n\n");
        Sentences.of(analysis).forEach(sentence -> text.append("- " + escaped(sentence) + "\n"));
        text.append("\n" + head(ReportTables.TASKS));
        analysis.trends().forEach(trend -> text.append(line(ReportTables.task(trend))));
        text.append("\n" + escaped(StudyPage.Method.of(analysis)) + "\n\n");
        text.append(head(ReportTables.cells(table)));
        table.cells().forEach(cell -> text.append(line(ReportTables.cell(table, cell))));
        List<CellResult> failed =
                table.cells().stream().filter(cell -> cell.error().isPresent()).toList();
        if (!failed.isEmpty()) {
            text.append("\nFailed cells:\n\n");
            failed.forEach(cell ->
                    text.append("- " + escaped(cell.id() + ": " + cell.error().orElseThrow()) + "\n"));
        }
        return text.toString();
    }

    private static String head(List<String> names) {
        return line(names) + "|" + "---|".repeat(names.size()) + "\n";
    }

    private static String line(List<String> fields) {
        return fields.stream().map(ResultsMarkdown::escaped).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** One line of plain text, whatever it holds: nothing in it is a mark of Markdown or HTML. */
    private static String escaped(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (c < 0x20) {
                plain.append(' ');
            } else {
                if ("\\`*_[]<>|#~&!".indexOf(c) >= 0) {
                    plain.append('\\');
                }
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
