package dev.smoltulu.eval.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.smoltulu.eval.task.Score;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ResultsTableTest {

    private static TaskReport report(String name, int version, int shots, Score... scores) {
        return new TaskReport(
                name, version, shots, new JsonObject(), 10, 10, List.of(scores), List.of(), new JsonObject());
    }

    /** Columns, order and arrows as the harness prints them. */
    @Test
    void isTheHarnessesTable() {
        String table = ResultsTable.of(List.of(
                report(
                        "gsm8k",
                        3,
                        5,
                        new Score("exact_match", "strict-match", 0.25, OptionalDouble.of(0.1234567), true),
                        new Score("exact_match", "flexible-extract", 0.5, OptionalDouble.of(0.1), true)),
                report("perplexity", 1, 0, new Score("bits_per_byte", "none", 1.5, OptionalDouble.empty(), false))));
        assertEquals("""
                |  Tasks   |Version|     Filter     |n-shot|   Metric    |   |Value |   |Stderr|
                |----------|------:|----------------|-----:|-------------|---|-----:|---|-----:|
                |gsm8k     |      3|flexible-extract|     5|exact_match  |↑  |0.5000|±  |0.1000|
                |          |       |strict-match    |     5|exact_match  |↑  |0.2500|±  |0.1235|
                |perplexity|      1|none            |     0|bits_per_byte|↓  |1.5000|±  |   N/A|
                """, table);
    }
}
