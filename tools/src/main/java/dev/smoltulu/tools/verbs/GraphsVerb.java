package dev.smoltulu.tools.verbs;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.tools.cli.ByteCount;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
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
        return "--model DIR|ID --objective sft --output DIR [--FLAG VALUE]...";
    }

    @Override
    public List<FlagGroup> flags() {
        return List.of(
                FlagGroup.of("What is written", FlagGroup.valued(OBJECTIVE, "sft", "what the loss is (default sft)"),
                        FlagGroup.valued(OUTPUT, "DIR", "folder for the artifacts (required)"),
                        FlagGroup.valued(HEAD_CHUNKS, "N", "parts the head and its loss are computed in; each takes "
                                + "its own target inputs (default 1)"),
                        RecipeFlags.config()),
                RecipeFlags.group("As a recipe has it", Objective.SFT, RecipeKey.MODEL, RecipeKey.INIT,
                        RecipeKey.SEED, RecipeKey.MAX_LENGTH, RecipeKey.GRADIENT_CHECKPOINTING,
                        RecipeKey.WEIGHT_DECAY, RecipeKey.ADAM_BETA1, RecipeKey.ADAM_BETA2, RecipeKey.ADAM_EPSILON,
                        RecipeKey.MAX_GRAD_NORM));
    }

    @Override
    public List<String> notes() {
        return List.of("Any ONNX Runtime with on-device training trains from these files: training_model.onnx, "
                + "eval_model.onnx, optimizer_model.onnx and checkpoint are the arguments of its training session.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        String objective = line.getOptionValue(OBJECTIVE, Objective.SFT.verb());
        if (!objective.equals(Objective.SFT.verb())) {
            throw UserError.usage("--objective must be sft, not \"" + objective + "\"");
        }
        if (!line.hasOption(OUTPUT)) {
            throw UserError.usage("graphs lacks --output (folder for the artifacts); add --output DIR");
        }
        Path output = RecipeFlags.path(OUTPUT, line.getOptionValue(OUTPUT));
        int headChunks = headChunks(line.getOptionValue(HEAD_CHUNKS, "1"));
        Recipe recipe = RecipeFlags.recipe(Objective.SFT, line, List.of(RecipeKey.DATA, RecipeKey.OUTPUT_DIR));
        Path model = RecipeModels.locate(recipe, console);
        LlamaConfig config = LlamaConfig.read(model);
        print(write(recipe, model, config, output, headChunks), console);
        return 0;
    }

    static TrainingArtifacts write(Recipe recipe, Path model, LlamaConfig config, Path output,
                                           int headChunks) {
        AdamW optimizer = new AdamW(recipe.number(RecipeKey.ADAM_BETA1), recipe.number(RecipeKey.ADAM_BETA2),
                recipe.number(RecipeKey.ADAM_EPSILON), recipe.number(RecipeKey.WEIGHT_DECAY));
        TrainingGraphs.Options options = new TrainingGraphs.Options(RecipeModels.maxLength(recipe, config),
                headChunks, recipe.isOn(RecipeKey.GRADIENT_CHECKPOINTING));
        boolean random = recipe.text(RecipeKey.INIT).equals("random");
        try (InitialModel initial = random ? InitialModel.random(config, recipe.whole(RecipeKey.SEED))
                : InitialModel.pretrained(model, config)) {
            return TrainingArtifacts.write(output, config, options, optimizer,
                    recipe.optionalNumber(RecipeKey.MAX_GRAD_NORM),
                    (parameter, target) -> initial.parameter(parameter.name(), target));
        }
    }

    private static void print(TrainingArtifacts artifacts, Console console) {
        List<Path> files = new ArrayList<>(List.of(artifacts.trainingModel(), artifacts.evalModel(),
                artifacts.optimizerModel(), artifacts.checkpoint()));
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

    private static int headChunks(String text) {
        int chunks = text.matches("\\d{1,4}") ? Integer.parseInt(text) : 0;
        if (chunks < 1 || chunks > MOST_HEAD_CHUNKS) {
            throw UserError.usage("--head-chunks must be a whole number from 1 to " + MOST_HEAD_CHUNKS + ", not \""
                    + text + "\"");
        }
        return chunks;
    }
}
