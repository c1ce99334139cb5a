package dev.smoltulu.tools.verbs;

import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.run.RunConsole;
import dev.smoltulu.trainer.run.StopSignal;
import dev.smoltulu.trainer.sft.SftRun;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu sft}. */
final class SftVerb implements Verb {

    private static final String RESUME = "resume";

    @Override
    public String synopsis() {
        return "[--config recipe.json] [--FLAG VALUE]... [--resume]";
    }

    @Override
    public List<FlagGroup> flags() {
        List<FlagGroup> groups = new ArrayList<>();
        groups.add(FlagGroup.of("The run", RecipeFlags.config(),
                FlagGroup.plain(RESUME, "go on from the newest checkpoint in output_dir")));
        groups.addAll(RecipeFlags.groups(Objective.SFT));
        return groups;
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Every flag but the first two is also a key of the recipe, with underscores: --learning-rate 9e-5 is "
                        + "\"learning_rate\": 9e-5. A flag wins over the recipe; the word null takes a value away.",
                "Ctrl-C saves a checkpoint and stops with exit code 130; --resume goes on from there.");
    }

    @Override
    public List<String> examples() {
        return List.of("smoltulu sft --config recipe.json --learning-rate 5e-5",
                "smoltulu sft --model HuggingFaceTB/SmolLM2-135M --data rows.jsonl --output-dir runs/first");
    }

    @Override
    public int run(CommandLine line, Console console) {
        Recipe recipe = RecipeFlags.recipe(Objective.SFT, line);
        Path model = RecipeModels.locate(recipe, console);
        // Not before the model is there: a download is simply ended by a signal, and goes on the next time.
        try (StopSignal stop = StopSignal.install(console.err())) {
            return SftRun.run(recipe, model, line.hasOption(RESUME),
                    new RunConsole(console.out(), console.terminal(), stop));
        }
    }
}
