package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.trainer.recipe.Objective;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A study as its file states it. That its recipes can be run is another matter.
 *
 * @param source    the file it comes from, for errors
 * @param objective what cells are trained for
 * @param config    the base recipe: a file, or the name of one that the program brings
 * @param recipe    entries that win over it
 * @param axes      what is varied: recipe keys, and {@code lr_bs_ratio}
 * @param points    the grid and the cells named one by one
 * @param seeds     every point is run with each; the recipe's own where empty
 * @param scores    what cells are judged by
 * @param folder    where the study lies
 */
public record Study(
        String source,
        String name,
        Objective objective,
        Optional<String> config,
        Map<String, JsonElement> recipe,
        List<String> axes,
        List<Point> points,
        List<Long> seeds,
        List<ScoreRequest> scores,
        Keep keep,
        Path folder) {

    public Study {
        recipe = Collections.unmodifiableMap(new LinkedHashMap<>(recipe));
        axes = List.copyOf(axes);
        points = List.copyOf(points);
        seeds = List.copyOf(seeds);
        scores = List.copyOf(scores);
    }

    /** Which cells keep their weights once they are measured; scores and metrics stay in any case. */
    public enum Keep {
        /** The best cell of each task. */
        BEST,
        ALL,
        NONE
    }

    /**
     * A point of the grid.
     *
     * @param entries what it sets, by recipe key
     * @param ratio   the value of {@code lr_bs_ratio} that a key of it was made from; null where there is none
     */
    public record Point(Map<String, JsonElement> entries, JsonElement ratio) {

        public Point {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    /** One number that cells are to be judged by, as the study file asks for it. */
    public sealed interface ScoreRequest {

        /**
         * A task of {@code smoltulu eval}.
         *
         * @param task     its name, or the path of a task file
         * @param settings how it is asked, by the evaluation's keys
         * @param metric   the headline metric as results files name it; the task's usual one if missing
         * @param ability  what the task asks of a model; what is known of the task if missing
         */
        record Task(
                String task,
                Map<String, JsonElement> settings,
                Optional<String> metric,
                Optional<StudyTable.Task.Ability> ability)
                implements ScoreRequest {

            public Task {
                settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
            }
        }

        /** The plain mean of tasks that the study names too. */
        record Mean(String name, List<String> of, Optional<StudyTable.Task.Ability> ability) implements ScoreRequest {

            public Mean {
                of = List.copyOf(of);
            }
        }

        /** A measure of the run's last evaluation on its own eval_data: a key of metrics.jsonl. */
        record Measure(String key, Optional<Boolean> higherIsBetter, Optional<StudyTable.Task.Ability> ability)
                implements ScoreRequest {}
    }
}
