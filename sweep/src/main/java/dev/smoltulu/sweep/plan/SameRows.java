package dev.smoltulu.sweep.plan;

import dev.smoltulu.sweep.study.Mistakes;
import dev.smoltulu.trainer.loop.RunPreview;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether all cells see the same rows the same number of times, so that they differ in what the study varies and in
 * nothing else. Cells that the study itself gives other rows or passes are compared among themselves.
 */
final class SameRows {

    private static final List<RecipeKey> VARIED_ON_PURPOSE = List.of(
            RecipeKey.DATA,
            RecipeKey.NUM_TRAIN_EPOCHS,
            RecipeKey.MAX_STEPS,
            RecipeKey.MAX_LENGTH,
            RecipeKey.MODEL,
            RecipeKey.CHAT_TEMPLATE);

    private final List<String> axes;
    private final Mistakes mistakes;
    /** Examples seen by batch size, for each kind of cell. */
    private final Map<String, TreeMap<Long, Long>> seen = new LinkedHashMap<>();

    SameRows(List<String> axes, Mistakes mistakes) {
        this.axes = axes;
        this.mistakes = mistakes;
    }

    void add(Recipe recipe, RunPreview.Course course, int examples, boolean severalSeeds) {
        if (severalSeeds
                && course.examples() % examples != 0
                && recipe.config().steps().shuffle()) {
            mistakes.add("cells see " + course.examples() + " of " + examples + " examples, which is no whole number "
                    + "of passes, so each seed would see other rows; take whole num_train_epochs, and fewer rows with "
                    + "{\"path\", \"rows\"} in data");
        }
        StringBuilder kind = new StringBuilder();
        VARIED_ON_PURPOSE.stream()
                .filter(key -> axes.contains(key.key()))
                .forEach(key -> kind.append(recipe.toJson().get(key.key())).append(' '));
        seen.computeIfAbsent(kind.toString(), fresh -> new TreeMap<>())
                .put(recipe.config().steps().batchSize(), course.examples());
    }

    void check() {
        for (TreeMap<Long, Long> bySize : seen.values()) {
            if (bySize.values().stream().distinct().count() > 1) {
                StringBuilder list = new StringBuilder();
                bySize.forEach((size, examples) -> list.append(list.isEmpty() ? "" : ", ")
                        .append(examples)
                        .append(" at batch_size ")
                        .append(size));
                mistakes.add("cells would see different numbers of examples (" + list + "); instead of max_steps or "
                        + "parts of an epoch take whole num_train_epochs, and fewer rows with {\"path\", \"rows\"} in "
                        + "data");
            }
        }
    }
}
