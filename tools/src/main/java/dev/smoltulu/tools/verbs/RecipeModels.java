package dev.smoltulu.tools.verbs;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.hub.ModelLocator;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Path;
import java.util.Optional;

/** Where the models that a recipe names lie. */
final class RecipeModels {

    private RecipeModels() {}

    /** The folder of {@code model}; without weights where the run starts from random ones. */
    static Path locate(Recipe recipe, Console console) {
        ModelLocator.FileSet files = recipe.text(RecipeKey.INIT).equals("random")
                ? ModelLocator.FileSet.CONFIGURATION
                : ModelLocator.FileSet.MODEL;
        return console.models().locate(recipe.text(RecipeKey.MODEL), files);
    }

    /** The folder of {@code reference_model}, where the recipe names one. */
    static Optional<Path> locateReference(Recipe recipe, Console console) {
        return locate(recipe.optionalText(RecipeKey.REFERENCE_MODEL), console);
    }

    /** The folder of {@code value_model}, where the recipe names one. */
    static Optional<Path> locateValue(Recipe recipe, Console console) {
        return locate(recipe.optionalText(RecipeKey.VALUE_MODEL), console);
    }

    private static Optional<Path> locate(Optional<String> named, Console console) {
        return named.map(model -> console.models().locate(model, ModelLocator.FileSet.MODEL));
    }

    /** The folder of {@code model} where only its configuration and tokenizer are read. */
    static Path locateConfiguration(Recipe recipe, Console console) {
        return console.models().locate(recipe.text(RecipeKey.MODEL), ModelLocator.FileSet.CONFIGURATION);
    }

    /** Tokens of the longest sequence: max_length, or all the positions that the model has. */
    static int maxLength(Recipe recipe, LlamaConfig config) {
        return Math.toIntExact(Math.min(recipe.whole(RecipeKey.MAX_LENGTH), config.maxPositions()));
    }
}
