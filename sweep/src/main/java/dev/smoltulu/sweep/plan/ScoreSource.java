package dev.smoltulu.sweep.plan;

import java.util.List;

/** Where the number that a cell is judged by is found. */
public sealed interface ScoreSource {

    /** In the results file of an evaluation, under a task's name. */
    record Results(String evaluation, String task) implements ScoreSource {}

    /** The mean of other scores, by their names. */
    record Mean(List<String> of) implements ScoreSource {

        public Mean {
            of = List.copyOf(of);
        }
    }

    /** In the last evaluation row of metrics.jsonl, under this key. */
    record Measure(String key) implements ScoreSource {}
}
