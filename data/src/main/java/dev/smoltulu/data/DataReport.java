package dev.smoltulu.data;

import java.util.List;

/**
 * What became of the rows.
 *
 * @param rowsRead      rows taken from the files, repeats included
 * @param rowsUsed      rows that train at least one token
 * @param rowsUntrained rows left out because they train no token
 * @param untrained     file and row of the first few of them
 * @param whyUntrained  why those were left out
 * @param rowsTruncated used rows that were longer than max_length
 * @param tokens        tokens of the used rows
 * @param trainedTokens trained tokens of the used rows
 * @param longest       tokens of the longest used row
 */
public record DataReport(
        long rowsRead,
        long rowsUsed,
        long rowsUntrained,
        List<String> untrained,
        String whyUntrained,
        long rowsTruncated,
        long tokens,
        long trainedTokens,
        int longest) {

    public DataReport {
        untrained = List.copyOf(untrained);
    }

    /** One line for people. */
    public String summary() {
        StringBuilder line = new StringBuilder(String.format(
                java.util.Locale.ROOT,
                "%,d rows, %,d tokens, %,d trained (%.1f %%), longest %,d",
                rowsUsed,
                tokens,
                trainedTokens,
                tokens == 0 ? 0.0 : 100.0 * trainedTokens / tokens,
                longest));
        if (rowsTruncated > 0) {
            line.append(String.format(java.util.Locale.ROOT, "; %,d cut at max_length", rowsTruncated));
        }
        if (rowsUntrained > 0) {
            line.append(String.format(
                    java.util.Locale.ROOT,
                    "; %,d left out because %s (%s%s)",
                    rowsUntrained,
                    whyUntrained,
                    String.join("; ", untrained),
                    rowsUntrained > untrained.size() ? "; ..." : ""));
        }
        return line.toString();
    }
}
