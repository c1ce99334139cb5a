package dev.smoltulu.base.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The key, flag or other name that a user who wrote an unknown one most likely meant. */
public final class KeySuggestion {

    /** What other training programs call the same thing. */
    private static final Map<String, String> NAMES_ELSEWHERE = Map.ofEntries(
            Map.entry("model_name_or_path", "model"),
            Map.entry("base_model", "model"),
            Map.entry("dataset", "data"),
            Map.entry("dataset_name", "data"),
            Map.entry("dataset_mixer", "data"),
            Map.entry("dataset_mixer_list", "data"),
            Map.entry("train_file", "data"),
            Map.entry("train_data", "data"),
            Map.entry("eval_file", "eval_data"),
            Map.entry("eval_dataset", "eval_data"),
            Map.entry("output", "output_dir"),
            Map.entry("max_seq_length", "max_length"),
            Map.entry("sequence_len", "max_length"),
            Map.entry("per_device_train_batch_size", "batch_size"),
            Map.entry("train_batch_size", "batch_size"),
            Map.entry("gradient_accumulation_steps", "batch_size"),
            Map.entry("epochs", "num_train_epochs"),
            Map.entry("num_epochs", "num_train_epochs"),
            Map.entry("max_train_steps", "max_steps"),
            Map.entry("steps", "max_steps"),
            Map.entry("lr", "learning_rate"),
            Map.entry("scheduler", "lr_scheduler_type"),
            Map.entry("lr_scheduler", "lr_scheduler_type"),
            Map.entry("adam_eps", "adam_epsilon"),
            Map.entry("clip_grad_norm", "max_grad_norm"),
            Map.entry("gradient_clipping", "max_grad_norm"),
            Map.entry("reduce_loss", "loss_reduction"),
            Map.entry("bf16", "precision"),
            Map.entry("dtype", "precision"),
            Map.entry("checkpointing_steps", "save_steps"),
            Map.entry("keep_last_n_checkpoints", "save_total_limit"));

    private KeySuggestion() {}

    /**
     * The known key that {@code unknown} stands for or is a slip of; empty when none is near.
     *
     * @param known names with underscores between words
     */
    public static Optional<String> suggestionFor(String unknown, Collection<String> known) {
        String word = unknown.toLowerCase(Locale.ROOT).replace('-', '_');
        String sameThing = NAMES_ELSEWHERE.get(word);
        if (sameThing != null && known.contains(sameThing)) {
            return Optional.of(sameThing);
        }
        if (word.length() > 40) {
            return Optional.empty();
        }
        return known.stream()
                .min(Comparator.comparingInt(key -> editDistance(word, key)))
                .filter(key -> editDistance(word, key) <= Math.max(1, word.length() / 3));
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one word into the other. */
    static int editDistance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                int replace = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                cost[i][j] = Math.min(cost[i - 1][j - 1] + replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
