package dev.smoltulu.tools.sweep;

import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.hub.FileSet;
import dev.smoltulu.sweep.BuiltInBase;
import dev.smoltulu.sweep.Resources;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.util.HashMap;
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
        FileSet files = random ? FileSet.CONFIGURATION : FileSet.MODEL;
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
    public Optional<BuiltInBase> builtIn(String name, Path folder) {
        return name.equals(QuickstartBase.NAME) ? Optional.of(QuickstartBase.in(folder)) : Optional.empty();
    }
}
