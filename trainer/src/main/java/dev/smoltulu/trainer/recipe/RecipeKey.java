package dev.smoltulu.trainer.recipe;

import dev.smoltulu.graphs.objective.KlEstimator;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.trainer.recipe.DpoConfig.LossType;
import dev.smoltulu.trainer.recipe.GrpoConfig.AdvantageNormalization;
import dev.smoltulu.trainer.recipe.LearningRateSchedule.Kind;
import dev.smoltulu.trainer.recipe.TrainingConfig.Compute.Precision;
import dev.smoltulu.trainer.recipe.TrainingConfig.Data.ChatFormat;
import dev.smoltulu.trainer.recipe.TrainingConfig.Model.Init;
import dev.smoltulu.trainer.recipe.TrainingConfig.SessionKind;
import dev.smoltulu.verifiers.Rules;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * Every key of a recipe, in the order in which a resolved recipe lists them: its type and range, the default that
 * holds for every objective, and one line of help. Reading, flags, errors, help and writing all come from this
 * table; {@link Objective} has the defaults that differ. An objective has a key when its configuration record
 * ({@link SftConfig} and so on) has a component of the key's name in camel case, so a new key is one line here and one
 * component there. Names follow Hugging Face where it has one.
 */
public enum RecipeKey {
    MODEL(new ValueType.Text(Placeholders.MODEL), "model folder, or hub id org/name[@revision]"),
    REFERENCE_MODEL(
            new ValueType.Text(Placeholders.MODEL),
            null,
            "model that the policy is compared with (default the initial model)"),
    ALGORITHM(ValueType.Choice.of(Algorithm.values()), Algorithm.GRPO, "reinforcement learning algorithm"),
    VALUE_MODEL(
            new ValueType.Text(Placeholders.MODEL),
            null,
            "ppo: reward model that initialises the value model, folder or hub id"),
    INIT(
            ValueType.Choice.of(Init.values()),
            Init.PRETRAINED,
            "start from the model's weights, or from random weights (config.json and seed)"),
    DATA(new ValueType.Data(), "rows to train on: .jsonl, .json or .parquet"),
    EVAL_DATA(new ValueType.Data(), null, "held-out rows to evaluate on"),
    OUTPUT_DIR(new ValueType.Text("DIR"), "run folder: checkpoints, metrics, report and the final model"),

    MAX_LENGTH(new ValueType.Whole(1), 2048L, "maximum tokens of a sequence; longer rows are cut at their end"),
    MAX_PROMPT_TOKEN_LENGTH(new ValueType.Whole(1), 2048L, "maximum tokens of a prompt; longer prompts are left out"),
    CHAT_TEMPLATE(
            ValueType.Choice.of(ChatFormat.values()),
            ChatFormat.TULU,
            "how messages become text: the model's own template or a built-in one"),
    ASSISTANT_ONLY_LOSS(new ValueType.Switch(), true, "train only the assistant's turns"),

    BATCH_SIZE(new ValueType.Whole(1), 8L, "sequences, pairs or prompts per step"),
    MICRO_BATCH_TOKENS(
            new ValueType.Whole(1),
            1024L,
            "token budget of one forward and backward pass; changes speed and memory, never results"),
    NUM_TRAIN_EPOCHS(ValueType.Real.above(0), 1.0, "passes over the data"),
    MAX_STEPS(new ValueType.Whole(1), null, "steps of the whole run; overrides num_train_epochs"),
    TOTAL_EPISODES(new ValueType.Whole(1), null, "responses of the whole run; overrides num_train_epochs"),
    SHUFFLE(new ValueType.Switch(), true, "shuffle the rows anew in every epoch"),
    SEED(new ValueType.Whole(0), 42L, "seed of all random numbers"),
    DATA_SEED(
            new ValueType.Whole(0), null, "seed that selects the rows for a weight or a number of rows (default seed)"),

    NUMBER_SAMPLES_PER_PROMPT(new ValueType.Whole(1), null, "responses per prompt: the size of a group"),
    RESPONSE_LENGTH(new ValueType.Whole(1), 2048L, "maximum tokens of a response"),
    TEMPERATURE(ValueType.Real.atLeast(1e-4), 1.0, "sampling temperature, also applied to log-probabilities"),
    TOP_P(
            new ValueType.Real(0, false, 1, true),
            1.0,
            "sample from the most likely tokens that hold this share of the probability"),
    ROLLOUT_SEQUENCES(new ValueType.Whole(1), 64L, "responses generated at the same time; changes speed and memory"),
    ACTIVE_SAMPLING(
            new ValueType.Switch(),
            false,
            "replace groups whose responses all have the same reward by further prompts"),
    MAX_SAMPLING_ROUNDS(new ValueType.Whole(1), 10L, "maximum rounds of active_sampling per batch"),
    ASYNCHRONOUS(
            new ValueType.Whole(0),
            0L,
            "1 samples the next step's responses during the update, from a policy that is one step older"),

    VERIFIER(new ValueType.Text("NAME"), null, "verifier of rows without a dataset"),
    VERIFIERS(new ValueType.JsonMap(), null, "more verifiers by name (docs/verifiers.md)"),
    VERIFIER_RULES(
            ValueType.Choice.of(Rules.values()),
            Rules.PUBLISHED,
            "verdicts as in Tulu 3's code, or with its mistakes corrected"),
    VERIFIER_TIMEOUT(ValueType.Real.above(0), 5.0, "maximum seconds per verdict"),
    VERIFICATION_REWARD(ValueType.Real.above(0), 10.0, "reward of a right response"),
    NON_STOP_PENALTY(
            new ValueType.Switch(),
            true,
            "give penalty_reward_value to responses without an end token, whatever their text"),
    PENALTY_REWARD_VALUE(ValueType.Real.ANY, null, "reward of a response without an end token"),

    NUM_EPOCHS(new ValueType.Whole(1), null, "passes over the responses of a step"),
    NUM_MINI_BATCHES(new ValueType.Whole(1), null, "optimizer steps per pass"),
    ADVANTAGE_NORMALIZATION_TYPE(
            ValueType.Choice.of(AdvantageNormalization.values()),
            AdvantageNormalization.STANDARD,
            "grpo: subtract the mean reward of the group and divide by its standard deviation, or only subtract"),
    CLIPRANGE(
            ValueType.Real.above(0),
            0.2,
            "clip the ratio of a token's probability to its sampled probability this far below 1"),
    CLIP_HIGHER(ValueType.Real.above(0), null, "clip the ratio this far above 1 (default cliprange)"),
    KL_ESTIMATOR(
            ValueType.Choice.of(KlEstimator.KL1, KlEstimator.KL2, KlEstimator.KL3),
            null,
            "estimator of the KL divergence from the reference model"),
    GAMMA(ValueType.Real.between(0, 1), 1.0, "ppo: discount factor per token"),
    LAM(ValueType.Real.between(0, 1), 0.95, "ppo: lambda of generalised advantage estimation"),
    WHITEN_REWARDS(new ValueType.Switch(), false, "ppo: scale the batch's token rewards to variance 1"),
    CLIPRANGE_VALUE(ValueType.Real.above(0), 0.2, "ppo: clip a value this far from its old value"),
    VF_COEF(ValueType.Real.above(0), 0.1, "ppo: coefficient of the value loss"),
    VALUE_LEARNING_RATE(
            ValueType.Real.atLeast(0), null, "ppo: peak learning rate of the value model (default learning_rate)"),

    LEARNING_RATE(ValueType.Real.atLeast(0), 5e-5, "peak learning rate"),
    LR_SCHEDULER_TYPE(ValueType.Choice.of(Kind.values()), Kind.LINEAR, "schedule of the learning rate after warm-up"),
    WARMUP_RATIO(ValueType.Real.between(0, 1), 0.0, "share of the steps used for warm-up"),
    WARMUP_STEPS(new ValueType.Whole(0), null, "warm-up steps, in place of warmup_ratio"),
    WEIGHT_DECAY(ValueType.Real.atLeast(0), 0.0, "decoupled weight decay of AdamW"),
    ADAM_BETA1(ValueType.Real.fromUpTo(0, 1), 0.9, "decay rate of the first moment"),
    ADAM_BETA2(ValueType.Real.fromUpTo(0, 1), 0.999, "decay rate of the second moment"),
    ADAM_EPSILON(ValueType.Real.above(0), 1e-8, "added to the square root of the second moment"),
    MAX_GRAD_NORM(ValueType.Real.above(0), null, "maximum global gradient norm; without it gradients are not clipped"),
    LOSS_REDUCTION(
            ValueType.Choice.of(LossReduction.values()),
            LossReduction.TOKEN_MEAN,
            "summed token loss divided by trained tokens, or by sequences; or the mean of the sequences' means"),
    LOSS_TYPE(
            ValueType.Choice.of(LossType.values()),
            LossType.DPO_NORM,
            "summed log-probabilities of the answers, or their means over tokens"),
    BETA(ValueType.Real.atLeast(0), null, "strength of the KL penalty towards the reference model"),
    LABEL_SMOOTHING(
            ValueType.Real.between(0, 0.5), 0.0, "assumed probability that a pair is labelled the wrong way round"),

    PRECISION(
            ValueType.Choice.of(Precision.values()),
            null,
            "number format of matrix multiplications (default fp32 on cpu; on cuda bf16 with "
                    + "fp32 master weights)"),
    TF32(
            new ValueType.Switch(),
            false,
            "cuda with fp32: multiply matrices with 10 bits of mantissa, several times as fast "
                    + "(torch's allow_tf32)"),
    DEVICE(new ValueType.Device(), "cpu", "where to train"),
    GRADIENT_CHECKPOINTING(
            new ValueType.Switch(),
            false,
            "recompute each layer in the backward pass: less memory, about a third more computation"),
    TRAINING_SESSION(
            ValueType.Choice.of(SessionKind.values()),
            SessionKind.BOUND,
            "our own training session, or ONNX Runtime's on-device training API"),

    LOGGING_STEPS(new ValueType.Whole(1), 10L, "steps between progress lines without a terminal"),
    SAVE_STEPS(new ValueType.Whole(0), 500L, "steps between checkpoints; 0 saves only when the run is stopped"),
    SAVE_TOTAL_LIMIT(new ValueType.Whole(0), 2L, "checkpoints to keep; 0 keeps all"),
    EVAL_STEPS(new ValueType.Whole(0), 0L, "steps between evaluations; 0 evaluates only before and after training"),
    EVAL_TEMPERATURE(ValueType.Real.atLeast(0), 0.0, "sampling temperature for eval_data; 0 is greedy"),
    EVAL_TASKS(new ValueType.Text("TASK[,TASK...]"), null, "tasks of smoltulu eval to run at each evaluation"),
    EVAL_TASKS_DATA(new ValueType.Text("DIR"), null, "folder with the tasks' files (default the Hugging Face cache)"),
    EVAL_TASKS_LIMIT(new ValueType.Whole(1), null, "maximum documents per task"),
    LOGGED_SAMPLES(new ValueType.Whole(0), 4L, "responses per step to keep in samples.jsonl");

    /** Constants cannot stand before the table that uses them. */
    private static final class Placeholders {
        private static final String MODEL = "DIR|ID";
    }

    private final ValueType type;
    private final Object commonDefault;
    private final boolean required;
    private final String help;

    RecipeKey(ValueType type, String help) {
        this.type = type;
        this.commonDefault = null;
        this.required = true;
        this.help = help;
    }

    RecipeKey(ValueType type, Object commonDefault, String help) {
        this.type = type;
        this.commonDefault = commonDefault;
        this.required = false;
        this.help = help;
    }

    /** The name in a recipe: {@code learning_rate}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** One line of help, without the default. */
    public String help() {
        return help;
    }

    /** The word that stands for the value in the help text. */
    public String placeholder() {
        return type.placeholder();
    }

    /** Whether values are true and false. */
    public boolean isSwitch() {
        return type instanceof ValueType.Switch;
    }

    /** Whether a recipe without this key is refused. */
    public boolean required() {
        return required;
    }

    /** Whether values are whole numbers. */
    public boolean isWhole() {
        return type instanceof ValueType.Whole;
    }

    /** Whether values name a model, by folder or hub id. */
    public boolean namesModel() {
        return type instanceof ValueType.Text text && text.placeholder().equals(Placeholders.MODEL);
    }

    /** Whether values name files of rows. */
    public boolean namesRows() {
        return type instanceof ValueType.Data;
    }

    ValueType type() {
        return type;
    }

    Optional<Object> commonDefault() {
        return Optional.ofNullable(commonDefault);
    }

    /** The key of this name. */
    public static Optional<RecipeKey> ofKey(String name) {
        return Arrays.stream(values()).filter(key -> key.key().equals(name)).findFirst();
    }
}
