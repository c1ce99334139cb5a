package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.sweep.results.StudyTable;
import dev.smoltulu.sweep.study.Study;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * A study that can be run.
 *
 * @param model       what cells start from, as the recipe names it
 * @param verb        the command that trains a cell
 * @param axes        what is varied
 * @param scores      what cells are judged by
 * @param evaluations how their tasks are asked
 */
public record StudyPlan(
        String name,
        String model,
        String verb,
        List<String> axes,
        List<Score> scores,
        List<Evaluation> evaluations,
        Study.Keep keep,
        List<Cell> cells) {

    public StudyPlan {
        axes = List.copyOf(axes);
        scores = List.copyOf(scores);
        evaluations = List.copyOf(evaluations);
        cells = List.copyOf(cells);
    }

    /**
     * The cell of this id.
     *
     * @throws UserError when there is none
     */
    public Cell cell(String id) {
        return cells.stream()
                .filter(cell -> cell.id().equals(id))
                .findFirst()
                .orElseThrow(() -> UserError.usage("study " + name + " has no cell '" + id + "'"));
    }

    /** Tokens of all cells. */
    public long tokens() {
        return cells.stream().mapToLong(Cell::tokens).sum();
    }

    /**
     * A cell: one run.
     *
     * @param id            name of its run folder; it ends in a hash over all that determines the run
     * @param values        its coordinates: axis to value
     * @param recipe        what it is trained by, complete but for output_dir
     * @param steps         optimizer steps
     * @param tokens        tokens of all steps
     * @param trainedTokens those of them that carry loss
     */
    public record Cell(
            String id,
            Map<String, JsonElement> values,
            JsonObject recipe,
            long steps,
            long tokens,
            long trainedTokens) {

        public Cell {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        public double learningRate() {
            return recipe.get(RecipeKey.LEARNING_RATE.key()).getAsDouble();
        }

        public long batchSize() {
            return recipe.get(RecipeKey.BATCH_SIZE.key()).getAsLong();
        }

        public long seed() {
            return recipe.get(RecipeKey.SEED.key()).getAsLong();
        }

        /** The cell for people: {@code learning_rate 0.001, batch_size 8, seed 1}. */
        public String title() {
            StringBuilder title = new StringBuilder();
            values.forEach((key, value) ->
                    title.append(key).append(' ').append(text(value)).append(", "));
            return title.append("seed ").append(seed()).toString();
        }

        private static String text(JsonElement value) {
            return value.isJsonPrimitive() ? value.getAsString() : value.toString();
        }
    }

    /** A number that every cell is judged by, and where it is found. */
    public record Score(StudyTable.Task task, Source source) {

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

    /**
     * Tasks that are evaluated with the same settings: one evaluation of each cell.
     *
     * @param hash      over everything that determines the numbers except the model; names the folder of results
     * @param tasks     names of tasks, or paths of task files
     * @param settings  how they are evaluated, by the keys of a study's evaluation; paths are absolute
     * @param documents number of documents per cell
     */
    public record Evaluation(String hash, List<String> tasks, Map<String, JsonElement> settings, int documents) {

        private static final String LIMIT = "limit";

        public Evaluation {
            tasks = List.copyOf(tasks);
            settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        }

        /** Maximum number of documents per task, if it is set. */
        public OptionalInt limit() {
            JsonElement limit = settings.get(LIMIT);
            return limit == null ? OptionalInt.empty() : OptionalInt.of(limit.getAsInt());
        }

        /** The same with another maximum number of documents per task. */
        public Evaluation withLimit(int limit) {
            Map<String, JsonElement> limited = new LinkedHashMap<>(settings);
            limited.put(LIMIT, new JsonPrimitive(limit));
            return new Evaluation(hash, tasks, limited, documents);
        }
    }
}
