package dev.smoltulu.trainer.loop;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Path;

/**
 * A run before its rows are read.
 *
 * @param modelFolder the recipe's model, found on this machine
 * @param config      what is trained
 */
public record RunSetup(Recipe recipe, Path modelFolder, LlamaConfig config, RunSettings settings, RunConsole console) {}
