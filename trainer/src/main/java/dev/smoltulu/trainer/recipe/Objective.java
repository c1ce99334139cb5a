package dev.smoltulu.trainer.recipe;

import dev.smoltulu.base.json.ShortestDecimal;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a run trains for: which keys its recipe has and where its defaults differ from the common ones. */
public enum Objective {
    /**
     * Supervised finetuning. Batch size 8 and learning rate 9e-5 are SmolTulu's SFT-1130, whose high ratio of the
     * two is the point of its paper (arXiv 2412.08347, table 2). Linear decay, warm-up ratio 0.03, no weight decay and
     * two epochs are Tulu 3's. The loss is the mean over trained tokens, the number people compare; Tulu 3's own
     * command sums it, as the SmolTulu recipes in recipes/ say.
     */
    SFT(
            "sft",
            ConfigBinder.keys(SftConfig.class),
            Map.of(
                    RecipeKey.BATCH_SIZE, 8L,
                    RecipeKey.LEARNING_RATE, 9e-5,
                    RecipeKey.WARMUP_RATIO, 0.03,
                    RecipeKey.NUM_TRAIN_EPOCHS, 2.0)),
    /**
     * Direct preference optimisation. Batch size 12 and learning rate 8e-7 are SmolTulu's DPO-1130 (table 5); the
     * length-normalised loss with beta 5, linear decay and warm-up ratio 0.1 are Tulu 3's.
     */
    DPO(
            "dpo",
            ConfigBinder.keys(DpoConfig.class),
            Map.of(
                    RecipeKey.BATCH_SIZE, 12L,
                    RecipeKey.LEARNING_RATE, 8e-7,
                    RecipeKey.WARMUP_RATIO, 0.1)),
    /**
     * A reward model. Batch size 4 and learning rate 4e-5 are SmolTulu's RM-1130 (table 7); linear decay without warm-up
     * and AdamW's epsilon 1e-5 are Tulu 3's.
     */
    REWARD(
            "reward",
            ConfigBinder.keys(RewardConfig.class),
            Map.of(
                    RecipeKey.BATCH_SIZE, 4L,
                    RecipeKey.LEARNING_RATE, 4e-5,
                    RecipeKey.ADAM_EPSILON, 1e-5)),
    /**
     * Reinforcement learning with verifiable rewards. What the two algorithms have in common is open-instruct's: clipping
     * at 1 is DeepSpeed's configuration there. The lengths are Tulu 3's: prompt and response of 2048 tokens each.
     */
    RLVR("rlvr", rolloutKeys(), Map.of(RecipeKey.MAX_LENGTH, 4096L, RecipeKey.MAX_GRAD_NORM, 1.0));

    private final String verb;
    private final List<RecipeKey> keys;
    private final Map<RecipeKey, Object> defaults;

    Objective(String verb, Set<RecipeKey> keys, Map<RecipeKey, Object> defaults) {
        this.verb = verb;
        this.keys = List.copyOf(keys);
        this.defaults = defaults;
    }

    /** The keys of both algorithms, which a recipe may have whichever it names. */
    private static Set<RecipeKey> rolloutKeys() {
        Set<RecipeKey> keys = EnumSet.of(RecipeKey.ALGORITHM);
        Arrays.stream(Algorithm.values()).forEach(algorithm -> keys.addAll(ConfigBinder.keys(algorithm.config())));
        return keys;
    }

    /** The word after {@code smoltulu}. */
    public String verb() {
        return verb;
    }

    /** The objective that this word after {@code smoltulu} trains for. */
    public static Optional<Objective> ofVerb(String word) {
        return Arrays.stream(values())
                .filter(objective -> objective.verb.equals(word))
                .findFirst();
    }

    /** The keys that a recipe of this objective may have, in the order in which a resolved recipe lists them. */
    public List<RecipeKey> keys() {
        return keys;
    }

    /** The key's help with its default: "peak learning rate (default 0.00009)". */
    public String helpOf(RecipeKey key) {
        if (key.required()) {
            return key.help() + " (required)";
        }
        if (this == RLVR && Algorithm.GRPO.defaultOf(key).isPresent()) {
            return key.help()
                    + Arrays.stream(Algorithm.values())
                            .map(algorithm ->
                                    shown(algorithm.defaultOf(key).orElseThrow()) + " for " + algorithm.word())
                            .collect(Collectors.joining(", ", " (default ", ")"));
        }
        if (this == DPO && key == RecipeKey.BETA) {
            return key.help() + " (default 5 for dpo_norm, 0.1 for dpo)";
        }
        return key.help()
                + defaultOf(key).map(value -> " (default " + shown(value) + ")").orElse("");
    }

    /** The configuration record of a recipe with these values. */
    TrainingConfig config(Map<RecipeKey, Object> values) {
        return switch (this) {
            case SFT -> ConfigBinder.bind(SftConfig.class, values);
            case DPO -> ConfigBinder.bind(DpoConfig.class, values);
            case REWARD -> ConfigBinder.bind(RewardConfig.class, values);
            case RLVR -> ConfigBinder.bind(((Algorithm) values.get(RecipeKey.ALGORITHM)).config(), values);
        };
    }

    /** The value that holds where neither the recipe nor a flag gives one. */
    Optional<Object> defaultOf(RecipeKey key) {
        return Optional.ofNullable(defaults.get(key)).or(key::commonDefault);
    }

    private static String shown(Object value) {
        if (value instanceof Enum<?> constant) {
            return ValueType.Choice.word(constant);
        }
        return value instanceof Double number ? ShortestDecimal.of(number).toString() : value.toString();
    }
}
