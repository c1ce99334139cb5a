package dev.smoltulu.sweep.study;

import com.google.gson.JsonElement;
import dev.smoltulu.sweep.results.StudyTask;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
    record Task(String task, Map<String, JsonElement> settings, Optional<String> metric, Optional<StudyTask.Ability> ability)
            implements ScoreRequest {

        public Task {
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }
    }

    /** The plain mean of tasks that the study names too. */
    record Mean(String name, List<String> of, Optional<StudyTask.Ability> ability) implements ScoreRequest {

        public Mean {
            of = List.copyOf(of);
        }
    }

    /** A measure of the run's last evaluation on its own eval_data: a key of metrics.jsonl. */
    record Measure(String key, Optional<Boolean> higherIsBetter, Optional<StudyTask.Ability> ability) implements ScoreRequest {}
}
