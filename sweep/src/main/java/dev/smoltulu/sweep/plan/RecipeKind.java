package dev.smoltulu.sweep.plan;

import com.google.gson.JsonObject;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.util.EnumSet;
import java.util.Set;

/**
 * The kind of a recipe: recipes of one kind read the same rows and need the same time per token. All keys count except
 * those below.
 */
public final class RecipeKind {

    private static final Set<RecipeKey> IRRELEVANT = EnumSet.of(
            RecipeKey.OUTPUT_DIR,
            RecipeKey.BATCH_SIZE,
            RecipeKey.NUM_TRAIN_EPOCHS,
            RecipeKey.MAX_STEPS,
            RecipeKey.SHUFFLE,
            RecipeKey.SEED,
            RecipeKey.LEARNING_RATE,
            RecipeKey.LR_SCHEDULER_TYPE,
            RecipeKey.WARMUP_RATIO,
            RecipeKey.WARMUP_STEPS,
            RecipeKey.WEIGHT_DECAY,
            RecipeKey.ADAM_BETA1,
            RecipeKey.ADAM_BETA2,
            RecipeKey.ADAM_EPSILON,
            RecipeKey.MAX_GRAD_NORM,
            RecipeKey.LOSS_REDUCTION,
            RecipeKey.LABEL_SMOOTHING,
            RecipeKey.LOGGING_STEPS,
            RecipeKey.SAVE_STEPS,
            RecipeKey.SAVE_TOTAL_LIMIT,
            RecipeKey.EVAL_STEPS);

    private RecipeKind() {}

    /** The recipe without those keys, as text; equal for recipes of one kind. */
    public static String of(JsonObject recipe) {
        JsonObject json = recipe.deepCopy();
        IRRELEVANT.forEach(key -> json.remove(key.key()));
        return json.toString();
    }
}
