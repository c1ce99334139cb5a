package dev.smoltulu.sweep.plan;

import dev.smoltulu.sweep.results.StudyTask;
import java.util.List;

/** A number that every cell is judged by, and where it is found. */
public record PlannedScore(StudyTask task, Source source) {

    /** Where the number that a cell is judged by is found. */
    public sealed interface Source {

        /** In the results file of an evaluation, under a task's name. */
        record Results(String evaluation, String task) implements Source {}

        /** The mean of other scores, by their names. */
        record Mean(List<String> of) implements Source {

            public Mean {
                of = List.copyOf(of);
            }
        }

        /** In the last evaluation row of metrics.jsonl, under this key. */
        record Measure(String key) implements Source {}
    }
}
