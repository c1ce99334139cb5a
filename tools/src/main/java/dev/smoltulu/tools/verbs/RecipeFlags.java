package dev.smoltulu.tools.verbs;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The keys of a recipe as flags. */
final class RecipeFlags {

    static final String CONFIG = "config";

    /** Headings in the help, in its order. */
    private enum Section {
        FILES("Model and data"),
        TOKENS("Rows to tokens"),
        STEPS("Steps"),
        ROLLOUTS("Responses"),
        REWARDS("Verifiers and rewards"),
        OPTIMIZER("Optimizer and loss"),
        MACHINE("Machine"),
        RECORDS("Logging, saving, evaluation");

        private final String title;

        Section(String title) {
            this.title = title;
        }
    }

    private RecipeFlags() {}

    /** {@code --config}. */
    static Option config() {
        return FlagGroup.valued(CONFIG, "FILE", "recipe: a JSON object with the keys below, comments allowed");
    }

    /** All keys of an objective under headings. */
    static List<FlagGroup> groups(Objective objective) {
        List<FlagGroup> groups = new ArrayList<>();
        for (Section section : Section.values()) {
            List<Option> flags = objective.keys().stream()
                    .filter(key -> section(key) == section)
                    .map(key -> flag(objective, key))
                    .toList();
            if (!flags.isEmpty()) {
                groups.add(new FlagGroup(section.title, flags));
            }
        }
        return groups;
    }

    /** Some keys under one heading. */
    static FlagGroup group(String title, Objective objective, RecipeKey... keys) {
        return new FlagGroup(
                title, Arrays.stream(keys).map(key -> flag(objective, key)).toList());
    }

    private static Option flag(Objective objective, RecipeKey key) {
        return key.isSwitch()
                ? FlagGroup.toggle(key.flag(), objective.helpOf(key))
                : FlagGroup.valued(key.flag(), key.placeholder(), objective.helpOf(key));
    }

    private static Section section(RecipeKey key) {
        return switch (key) {
            case MODEL, REFERENCE_MODEL, ALGORITHM, VALUE_MODEL, INIT, DATA, EVAL_DATA, OUTPUT_DIR -> Section.FILES;
            case MAX_LENGTH, MAX_PROMPT_TOKEN_LENGTH, CHAT_TEMPLATE, ASSISTANT_ONLY_LOSS -> Section.TOKENS;
            case BATCH_SIZE,
                    MICRO_BATCH_TOKENS,
                    NUM_TRAIN_EPOCHS,
                    MAX_STEPS,
                    TOTAL_EPISODES,
                    SHUFFLE,
                    SEED,
                    DATA_SEED -> Section.STEPS;
            case NUMBER_SAMPLES_PER_PROMPT,
                    RESPONSE_LENGTH,
                    TEMPERATURE,
                    TOP_P,
                    ROLLOUT_SEQUENCES,
                    ACTIVE_SAMPLING,
                    MAX_SAMPLING_ROUNDS,
                    ASYNCHRONOUS -> Section.ROLLOUTS;
            case VERIFIER,
                    VERIFIERS,
                    VERIFIER_RULES,
                    VERIFIER_TIMEOUT,
                    VERIFICATION_REWARD,
                    NON_STOP_PENALTY,
                    PENALTY_REWARD_VALUE -> Section.REWARDS;
            case LEARNING_RATE,
                    LR_SCHEDULER_TYPE,
                    WARMUP_RATIO,
                    WARMUP_STEPS,
                    WEIGHT_DECAY,
                    ADAM_BETA1,
                    ADAM_BETA2,
                    ADAM_EPSILON,
                    MAX_GRAD_NORM,
                    LOSS_REDUCTION,
                    LOSS_TYPE,
                    BETA,
                    LABEL_SMOOTHING,
                    NUM_EPOCHS,
                    NUM_MINI_BATCHES,
                    ADVANTAGE_NORMALIZATION_TYPE,
                    CLIPRANGE,
                    CLIP_HIGHER,
                    KL_ESTIMATOR,
                    GAMMA,
                    LAM,
                    WHITEN_REWARDS,
                    CLIPRANGE_VALUE,
                    VF_COEF,
                    VALUE_LEARNING_RATE -> Section.OPTIMIZER;
            case PRECISION, TF32, DEVICE, GRADIENT_CHECKPOINTING, TRAINING_SESSION -> Section.MACHINE;
            case LOGGING_STEPS,
                    SAVE_STEPS,
                    SAVE_TOTAL_LIMIT,
                    EVAL_STEPS,
                    EVAL_TEMPERATURE,
                    EVAL_TASKS,
                    EVAL_TASKS_DATA,
                    EVAL_TASKS_LIMIT,
                    LOGGED_SAMPLES -> Section.RECORDS;
        };
    }

    /** The recipe that file and flags make up. */
    static Recipe recipe(Objective objective, CommandLine line) {
        return recipe(objective, line, Map.of());
    }

    /**
     * The recipe that file and flags make up, for a verb that does not use all that a run needs.
     *
     * @param given values that hold where no flag says otherwise, also against the file
     */
    static Recipe recipe(Objective objective, CommandLine line, Map<RecipeKey, String> given) {
        Map<String, String> flags = new LinkedHashMap<>();
        given.forEach((key, value) -> flags.put(key.flag(), value));
        for (RecipeKey key : objective.keys()) {
            if (line.hasOption(key.flag())) {
                flags.put(
                        key.flag(),
                        Optional.ofNullable(line.getOptionValue(key.flag())).orElse(""));
            }
        }
        return Recipe.parse(objective, configFile(line), flags);
    }

    private static Optional<Path> configFile(CommandLine line) {
        return line.hasOption(CONFIG) ? Optional.of(path(CONFIG, line.getOptionValue(CONFIG))) : Optional.empty();
    }

    /** The value of a flag as a path. */
    static Path path(String flag, String text) {
        try {
            if (!text.isBlank()) {
                return Path.of(text);
            }
        } catch (InvalidPathException notAPath) {
            throw UserError.usage("--" + flag + " '" + text + "' is not a path (" + notAPath.getReason() + ")");
        }
        throw UserError.usage("--" + flag + " is empty; give a path");
    }
}
