package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.loop.TrainingRun;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu sft}, {@code dpo}, {@code reward} and {@code rlvr}. */
final class TrainingVerb implements Verb {

    private static final String RESUME = "resume";

    private final Objective objective;

    TrainingVerb(Objective objective) {
        this.objective = objective;
    }

    @Override
    public String synopsis() {
        return "[--config recipe.json] [--FLAG VALUE]... [--resume]";
    }

    @Override
    public List<FlagGroup> flags() {
        List<FlagGroup> groups = new ArrayList<>();
        groups.add(FlagGroup.of(
                "The run",
                RecipeFlags.config(),
                FlagGroup.plain(RESUME, "go on from the newest checkpoint in output_dir")));
        groups.addAll(RecipeFlags.groups(objective));
        return groups;
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Every flag but config, resume and profile is also a key of the recipe: --learning-rate 9e-5 is "
                        + "\"learning_rate\": 9e-5. A flag wins over the recipe; the word null takes a value away.",
                "Ctrl-C saves a checkpoint and stops with exit code 130; --resume goes on from there.");
    }

    @Override
    public List<String> examples() {
        String smoltulu = "smoltulu " + objective.verb();
        return switch (objective) {
            case SFT ->
                List.of(
                        smoltulu + " --config recipe.json --learning-rate 5e-5",
                        smoltulu + " --model HuggingFaceTB/SmolLM2-135M --data rows.jsonl --output-dir runs/first");
            case DPO ->
                List.of(
                        smoltulu + " --config recipes/dpo-smoltulu-1130.json --data pairs.jsonl --output-dir "
                                + "runs/dpo",
                        smoltulu + " --model runs/sft --data pairs.jsonl --output-dir runs/dpo");
            case REWARD ->
                List.of(smoltulu + " --model runs/sft --data pairs.jsonl --eval-data held-out.jsonl "
                        + "--output-dir runs/rm");
            case RLVR ->
                List.of(
                        smoltulu + " --config recipes/rlvr-smoltulu-reinforced.json --data rows.jsonl "
                                + "--output-dir runs/rlvr",
                        smoltulu
                                + " --model runs/dpo --data rows.jsonl --eval-data held-out.jsonl --output-dir runs/rlvr");
        };
    }

    @Override
    public int run(CommandLine line, Console console) {
        Recipe recipe = RecipeFlags.recipe(objective, line);
        Path model = RecipeModels.locate(recipe, console);
        TrainingTask task = TrainingTasks.of(recipe, console);
        // Not before the models are there: a signal simply ends a download, and it resumes the next time.
        try (StopSignal stop = StopSignal.install(console.err())) {
            int code = TrainingRun.run(
                    task,
                    recipe,
                    model,
                    line.hasOption(RESUME),
                    new RunConsole(console.out(), console.terminal(), stop));
            if (code != 0) {
                console.out().println("stopped; continue with the same command and --resume");
            }
            return code;
        }
    }
}
