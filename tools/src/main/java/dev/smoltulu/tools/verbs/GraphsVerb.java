package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.ByteCount;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Verb;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.preference.PreferenceTuning;
import dev.smoltulu.trainer.preference.RewardModelling;
import dev.smoltulu.trainer.recipe.Algorithm;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.rlvr.ReinforcementLearning;
import dev.smoltulu.trainer.sft.Finetuning;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.cli.CommandLine;

/** {@code smoltulu graphs}. */
final class GraphsVerb implements Verb {

    private static final String OBJECTIVE = "objective";
    private static final String OUTPUT = "output";
    private static final String HEAD_CHUNKS = "head-chunks";
    private static final int MAX_HEAD_CHUNKS = 1024;

    @Override
    public String synopsis() {
        return "--model DIR|ID --objective NAME --output DIR [--FLAG VALUE]...";
    }

    @Override
    public List<FlagGroup> flags() {
        List<FlagGroup> groups = new ArrayList<>(List.of(
                FlagGroup.of(
                        "What is written",
                        FlagGroup.valued(
                                OBJECTIVE, "NAME", "what the loss is: " + GraphObjective.words() + " (default sft)"),
                        FlagGroup.valued(OUTPUT, "DIR", "folder for the artifacts (required)"),
                        FlagGroup.valued(
                                HEAD_CHUNKS,
                                "N",
                                "parts the head and its loss are computed in; the number "
                                        + "of targets must be a multiple of it (default 1)"),
                        RecipeFlags.config()),
                RecipeFlags.group(
                        "As a recipe has it",
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
                "Any ONNX Runtime with on-device training trains from these files: training_model.onnx, "
                        + "eval_model.onnx, optimizer_model.onnx and checkpoint are the arguments of its training session. "
                        + "docs/architecture.md has the inputs of each objective.",
                "Recipes of reward have adam_epsilon 0.00001 where nothing is said, those of grpo, ppo and value "
                        + "max_grad_norm 1.");
    }

    @Override
    public int run(CommandLine line, Console console) {
        GraphObjective objective = GraphObjective.named(line.getOptionValue(OBJECTIVE, GraphObjective.SFT.word()));
        Path output = RecipeFlags.path(
                OUTPUT, FlagValues.required("graphs", line, OUTPUT, "folder for the artifacts", "DIR"));
        int headChunks =
                FlagValues.between(1, MAX_HEAD_CHUNKS, line, HEAD_CHUNKS).orElse(1);
        Recipe recipe = objective.recipe(line);
        print(write(objective, recipe, RecipeModels.locate(recipe, console), output, headChunks), console);
        return 0;
    }

    static TrainingArtifacts write(GraphObjective objective, Recipe recipe, Path model, Path output, int headChunks) {
        LlamaConfig stored = LlamaConfig.read(model);
        LlamaConfig config = objective.trained(stored, model);
        AdamW optimizer = new AdamW(
                recipe.number(RecipeKey.ADAM_BETA1),
                recipe.number(RecipeKey.ADAM_BETA2),
                recipe.number(RecipeKey.ADAM_EPSILON),
                recipe.number(RecipeKey.WEIGHT_DECAY));
        TrainingGraphs.Options options = new TrainingGraphs.Options(
                objective.loss(recipe),
                RecipeModels.maxLength(recipe, config),
                headChunks,
                recipe.isOn(RecipeKey.GRADIENT_CHECKPOINTING));
        boolean random = recipe.text(RecipeKey.INIT).equals("random");
        long seed = recipe.whole(RecipeKey.SEED);
        try (InitialModel initial =
                random ? InitialModel.random(config, seed) : InitialModel.pretrained(model, stored, config, seed)) {
            return TrainingArtifacts.write(
                    output,
                    config,
                    options,
                    optimizer,
                    recipe.optionalNumber(RecipeKey.MAX_GRAD_NORM),
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

    /** What training graphs can be written for: a recipe's objective, of which its loss alone is asked for. */
    enum GraphObjective {
        SFT(Objective.SFT, new Finetuning()),
        DPO(
                Objective.DPO,
                new PreferenceTuning(Optional.empty(), Optional.empty()),
                RecipeKey.LOSS_TYPE,
                RecipeKey.BETA,
                RecipeKey.LABEL_SMOOTHING),
        REWARD(Objective.REWARD, new RewardModelling()),
        GRPO(
                Objective.RLVR,
                reinforcement(),
                RecipeKey.TEMPERATURE,
                RecipeKey.CLIPRANGE,
                RecipeKey.CLIP_HIGHER,
                RecipeKey.KL_ESTIMATOR,
                RecipeKey.BETA),
        PPO(Objective.RLVR, reinforcement(), RecipeKey.TEMPERATURE, RecipeKey.CLIPRANGE, RecipeKey.CLIP_HIGHER),
        VALUE(Objective.RLVR, new RewardModelling(), RecipeKey.CLIPRANGE_VALUE);

        private final Objective recipes;
        private final TrainingTask task;
        private final List<RecipeKey> keys;

        GraphObjective(Objective recipes, TrainingTask task, RecipeKey... keys) {
            this.recipes = recipes;
            this.task = task;
            this.keys = List.of(keys);
        }

        private static TrainingTask reinforcement() {
            return new ReinforcementLearning(Optional.empty(), Optional.empty(), Optional.empty());
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        static String words() {
            return Arrays.stream(values()).map(GraphObjective::word).collect(Collectors.joining(", "));
        }

        static GraphObjective named(String word) {
            return Arrays.stream(values())
                    .filter(objective -> objective.word().equals(word))
                    .findFirst()
                    .orElseThrow(
                            () -> UserError.usage("--objective must be one of " + words() + ", not \"" + word + "\""));
        }

        /** The kind of recipe that has this loss. */
        Objective recipes() {
            return recipes;
        }

        /** Keys of such a recipe that the loss depends on and others do not have. */
        List<RecipeKey> keys() {
            return keys;
        }

        /**
         * The recipe that file and flags make up.
         *
         * @throws UserError usage, also when a flag is about another objective
         */
        Recipe recipe(CommandLine line) {
            for (GraphObjective other : values()) {
                for (RecipeKey key : other.keys) {
                    if (line.hasOption(key.flag()) && !keys.contains(key)) {
                        throw UserError.usage(
                                "--" + key.flag() + " is of no use to --objective " + word() + "; leave it out");
                    }
                }
            }
            Map<RecipeKey, String> given =
                    new HashMap<>(Map.of(RecipeKey.DATA, "unused", RecipeKey.OUTPUT_DIR, "unused"));
            switch (this) {
                case SFT, DPO, REWARD -> {}
                case GRPO -> given.put(RecipeKey.ALGORITHM, Algorithm.GRPO.word());
                case PPO, VALUE ->
                    given.putAll(Map.of(RecipeKey.ALGORITHM, Algorithm.PPO.word(), RecipeKey.VALUE_MODEL, "unused"));
            }
            return RecipeFlags.recipe(recipes, line, given);
        }

        /** The configuration of what is trained, where {@code stored} is that of the model in {@code folder}. */
        LlamaConfig trained(LlamaConfig stored, Path folder) {
            return task.trained(stored, folder);
        }

        TrainingObjective loss(Recipe recipe) {
            return this == VALUE
                    ? new ValueObjective(recipe.number(RecipeKey.CLIPRANGE_VALUE))
                    : task.objective(recipe);
        }
    }
}
