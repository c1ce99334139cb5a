package dev.smoltulu.eval.report;

import java.util.List;
import java.util.stream.IntStream;

/** A Markdown table whose columns line up in plain text too, headers centred. */
public final class MarkdownTable {

    private static final int MIN_WIDTH = 3;

    private MarkdownTable() {}

    /**
     * The table, a line a row, each with its end.
     *
     * @param rightAligned indices of the columns that hold numbers
     */
    public static String of(List<String> headers, List<List<String>> rows, List<Integer> rightAligned) {
        int[] widths = IntStream.range(0, headers.size())
                .map(column -> Math.max(
                        Math.max(headers.get(column).length(), MIN_WIDTH),
                        rows.stream()
                                .mapToInt(row -> row.get(column).length())
                                .max()
                                .orElse(0)))
                .toArray();
        StringBuilder table = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String header = headers.get(column);
            int left = (widths[column] - header.length()) / 2;
            table.append('|')
                    .append(" ".repeat(left))
                    .append(header)
                    .append(" ".repeat(widths[column] - header.length() - left));
        }
        table.append("|\n");
        for (int column = 0; column < widths.length; column++) {
            table.append('|').append("-".repeat(widths[column] - 1)).append(rightAligned.contains(column) ? ':' : '-');
        }
        table.append("|\n");
        rows.forEach(row -> line(table, row, widths, rightAligned));
        return table.toString();
    }

    private static void line(StringBuilder table, List<String> cells, int[] widths, List<Integer> rightAligned) {
        for (int column = 0; column < widths.length; column++) {
            String space = " ".repeat(widths[column] - cells.get(column).length());
            table.append('|')
                    .append(rightAligned.contains(column) ? space + cells.get(column) : cells.get(column) + space);
        }
        table.append("|\n");
    }
}
