package dev.smoltulu.tools.sweep;

import com.google.gson.JsonElement;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.hub.ModelLocator;
import dev.smoltulu.sweep.plan.Resources;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.quickstart.ChatChoiceTask;
import dev.smoltulu.tools.quickstart.QuickstartFiles;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Where this program finds what a study needs. */
public final class ProgramResources implements Resources {

    private final Console console;
    private final Function<Recipe, TrainingTask> tasks;
    private final Map<String, Path> models = new HashMap<>();

    /** @param tasks what recipes train for */
    public ProgramResources(Console console, Function<Recipe, TrainingTask> tasks) {
        this.console = console;
        this.tasks = tasks;
    }

    @Override
    public Path model(Recipe recipe, String model) {
        boolean random = model.equals(recipe.config().model().model())
                && recipe.config().model().random();
        ModelLocator.FileSet files = random ? ModelLocator.FileSet.CONFIGURATION : ModelLocator.FileSet.MODEL;
        return models.computeIfAbsent(
                files + " " + model, fresh -> console.models().locate(model, files));
    }

    @Override
    public TrainingTask task(Recipe recipe) {
        return tasks.apply(recipe);
    }

    @Override
    public TaskSources sources(Optional<Path> folder) {
        return console.taskSources(folder);
    }

    @Override
    public Optional<Resources.BuiltInBase> builtIn(String name, Path folder) {
        return name.equals(QuickstartBase.NAME) ? Optional.of(QuickstartBase.in(folder)) : Optional.empty();
    }

    /** The base {@code quickstart} of a study: corpus, model and recipe of {@code smoltulu quickstart}, and two tasks. */
    private static final class QuickstartBase {

        static final String NAME = "quickstart";

        private static final long SEED = 42;
        private static final String WORD_PROBLEMS = "word_problems";

        private QuickstartBase() {}

        /** Makes in {@code folder} what is not there yet; the task file comes last and says that all is there. */
        static Resources.BuiltInBase in(Path folder) {
            if (!Files.exists(folder.resolve(ChatChoiceTask.NAME + ".json"))) {
                QuickstartFiles.create(folder, SEED);
                ChatChoiceTask.write(folder, SEED);
            }
            Map<String, JsonElement> recipe = new LinkedHashMap<>(Recipe.entries(folder.resolve("recipe.json")));
            recipe.remove(RecipeKey.OUTPUT_DIR.key());
            return new Resources.BuiltInBase(
                    recipe,
                    Map.of(
                            WORD_PROBLEMS,
                            folder.resolve(WORD_PROBLEMS + ".json"),
                            ChatChoiceTask.NAME,
                            folder.resolve(ChatChoiceTask.NAME + ".json")));
        }
    }
}
