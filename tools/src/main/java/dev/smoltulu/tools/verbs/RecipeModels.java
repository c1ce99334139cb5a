package dev.smoltulu.tools.verbs;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.hub.ModelLocator;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.trainer.recipe.Recipe;
import java.nio.file.Path;
import java.util.Optional;

/** Where the models that a recipe names lie. */
final class RecipeModels {

    private RecipeModels() {}

    /** The folder of {@code model}; without weights where the run starts from random ones. */
    static Path locate(Recipe recipe, Console console) {
        ModelLocator.FileSet files =
                recipe.config().model().random() ? ModelLocator.FileSet.CONFIGURATION : ModelLocator.FileSet.MODEL;
        return console.models().locate(recipe.config().model().model(), files);
    }

    /** The folder of a model beside the trained one, where the recipe names one. */
    static Optional<Path> locate(Optional<String> named, Console console) {
        return named.map(model -> console.models().locate(model, ModelLocator.FileSet.MODEL));
    }

    /** The folder of {@code model} where only its configuration and tokenizer are read. */
    static Path locateConfiguration(Recipe recipe, Console console) {
        return console.models().locate(recipe.config().model().model(), ModelLocator.FileSet.CONFIGURATION);
    }

    /** Tokens of the longest sequence: max_length, or all the positions that the model has. */
    static int maxLength(Recipe recipe, LlamaConfig config) {
        return Math.toIntExact(Math.min(recipe.config().data().maxLength(), config.maxPositions()));
    }
}
