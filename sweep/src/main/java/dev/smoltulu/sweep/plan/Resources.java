package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the program knows of where things are; needed to plan a study, not to run a cell of it. */
public interface Resources {

    /**
     * The folder of a recipe's model, downloaded if need be.
     *
     * @param model folder or hub id
     * @throws dev.smoltulu.base.UserError when it cannot be had
     */
    Path model(Recipe recipe, String model);

    /** How runs of this recipe train. */
    TrainingTask task(Recipe recipe);

    /** Where benchmarks find their documents, by the folder that the study names. */
    TaskSources sources(Optional<Path> folder);

    /**
     * A base that the program brings, its files made in {@code folder} where they are not there yet.
     *
     * @return nothing for a name that it does not know
     */
    Optional<BuiltInBase> builtIn(String name, Path folder);

    /**
     * A recipe and tasks that the program makes by itself.
     *
     * @param recipe its entries
     * @param tasks  task files by the names that a study gives them
     */
    record BuiltInBase(Map<String, JsonElement> recipe, Map<String, Path> tasks) {

        public BuiltInBase {
            recipe = Collections.unmodifiableMap(new LinkedHashMap<>(recipe));
            tasks = Collections.unmodifiableMap(new LinkedHashMap<>(tasks));
        }
    }
}
