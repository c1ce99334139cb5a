package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.recipe.TrainingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu graphs}. */
final class GraphsVerb implements Verb {

    private static final String OBJECTIVE = "objective";
    private static final String OUTPUT = "output";
    private static final String HEAD_CHUNKS = "head-chunks";
    private static final int MOST_HEAD_CHUNKS = 1024;

    @Override
    public String synopsis() {
        return "--model DIR|ID --objective NAME --output DIR [--FLAG VALUE]...";
    }

    @Override
    public List<FlagGroup> flags() {
        List<FlagGroup> groups = new ArrayList<>(List.of(
                FlagGroup.of(
                        "Output",
                        FlagGroup.valued(OBJECTIVE, "NAME", "the loss: " + GraphObjective.words() + " (default sft)"),
                        FlagGroup.valued(OUTPUT, "DIR", "folder for the artifacts (required)"),
                        FlagGroup.valued(
                                HEAD_CHUNKS,
                                "N",
                                "number of parts in which the head and its loss are computed; the number of targets "
                                        + "must be a multiple of it (default 1)"),
                        RecipeFlags.config()),
                RecipeFlags.group(
                        "Recipe",
                        Objective.SFT,
                        RecipeKey.MODEL,
                        RecipeKey.INIT,
                        RecipeKey.SEED,
                        RecipeKey.MAX_LENGTH,
                        RecipeKey.GRADIENT_CHECKPOINTING,
                        RecipeKey.WEIGHT_DECAY,
                        RecipeKey.ADAM_BETA1,
                        RecipeKey.ADAM_BETA2,
                        RecipeKey.ADAM_EPSILON,
                        RecipeKey.MAX_GRAD_NORM)));
        for (GraphObjective objective : GraphObjective.values()) {
            if (!objective.keys().isEmpty()) {
                groups.add(RecipeFlags.group(
                        "With --objective " + objective.word(),
                        objective.recipes(),
                        objective.keys().toArray(RecipeKey[]::new)));
            }
        }
        return groups;
    }

    @Override
    public List<String> notes() {
        return List.of(
                "Any ONNX Runtime with on-device training can train from these files: "
                        + "training_model.onnx, eval_model.onnx, optimizer_model.onnx and checkpoint are the "
                        + "arguments of its training session. docs/architecture.md lists the inputs of each "
                        + "objective.",
                "Defaults that differ: adam_epsilon 0.00001 for reward, max_grad_norm 1 for grpo, ppo and value.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        GraphObjective objective = GraphObjective.named(line.getOptionValue(OBJECTIVE, GraphObjective.SFT.word()));
        Path output = RecipeFlags.path(
                OUTPUT, FlagValues.required("graphs", line, OUTPUT, "folder for the artifacts", "DIR"));
        int headChunks =
                FlagValues.between(1, MOST_HEAD_CHUNKS, line, HEAD_CHUNKS).orElse(1);
        Recipe recipe = objective.recipe(line);
        print(write(objective, recipe, RecipeModels.locate(recipe, console), output, headChunks), console);
        return 0;
    }

    static TrainingArtifacts write(GraphObjective objective, Recipe recipe, Path model, Path output, int headChunks) {
        LlamaConfig stored = LlamaConfig.read(model);
        LlamaConfig config = objective.trained(recipe, stored, model);
        TrainingConfig settings = recipe.config();
        TrainingGraphs.Options options = new TrainingGraphs.Options(
                objective.loss(recipe),
                RecipeModels.maxLength(recipe, config),
                headChunks,
                settings.compute().gradientCheckpointing());
        long seed = settings.steps().seed();
        try (InitialModel initial = settings.model().random()
                ? InitialModel.random(config, seed)
                : InitialModel.pretrained(model, stored, config, seed)) {
            return TrainingArtifacts.write(
                    output,
                    config,
                    options,
                    settings.optimizer().adamW(),
                    settings.optimizer().maxGradNorm(),
                    (parameter, target) -> initial.parameter(parameter.name(), target));
        }
    }

    private static void print(TrainingArtifacts artifacts, Console console) {
        List<Path> files = new ArrayList<>(List.of(
                artifacts.trainingModel(), artifacts.evalModel(), artifacts.optimizerModel(), artifacts.checkpoint()));
        artifacts.checkpointData().ifPresent(files::add);
        for (Path file : files) {
            console.out().printf(Locale.ROOT, "%-10s  %s%n", size(file), file);
        }
    }

    private static String size(Path file) {
        try {
            return ByteCount.text(Files.size(file));
        } catch (IOException unreadable) {
            throw UserError.failed(file + " cannot be read again (" + unreadable + ")", unreadable);
        }
    }
}
