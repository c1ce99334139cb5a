package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.data.DataSource;
import dev.smoltulu.data.rows.RowFile;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.run.Fingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A hash over all that determines a run: its recipe with the content of models and rows in place of their names. Keys
 * that change how a run is recorded only are left out. Each file is read once.
 */
final class CellHash {

    /** Grows when cells of an older program would come out differently. */
    private static final String VERSION = "cell 1";

    private static final Set<RecipeKey> RECORDS =
            EnumSet.of(RecipeKey.OUTPUT_DIR, RecipeKey.LOGGING_STEPS, RecipeKey.SAVE_STEPS, RecipeKey.SAVE_TOTAL_LIMIT);
    private static final List<String> TOKENIZER_FILES = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja",
            "generation_config.json");

    private final Resources resources;
    private final Map<Path, String> files = new HashMap<>();
    private final Map<Path, String> models = new HashMap<>();

    CellHash(Resources resources) {
        this.resources = resources;
    }

    /** In hexadecimal. */
    String of(Recipe recipe) {
        JsonObject json = recipe.toJson();
        RECORDS.forEach(key -> json.remove(key.key()));
        Fingerprint hash = new Fingerprint().add(VERSION).add(recipe.objective().verb());
        for (String name : json.keySet()) {
            JsonElement value = json.get(name);
            Optional<RecipeKey> key = RecipeKey.ofKey(name);
            hash.add(name);
            if (value.isJsonNull()) {
                hash.add("null");
            } else if (key.filter(RecipeKey::namesModel).isPresent()) {
                hash.add(models.computeIfAbsent(resources.model(recipe, value.getAsString()), CellHash::model));
            } else if (key.filter(RecipeKey::namesRows).isPresent()) {
                DataSource.parse(name, value).forEach(source -> rows(hash, source));
            } else {
                hash.add(value.toString());
            }
        }
        return hash.hex();
    }

    private void rows(Fingerprint hash, DataSource source) {
        hash.add(source.weight().toString()).add(source.rows().toString());
        RowFile.expand(source.path())
                .forEach(file -> hash.add(files.computeIfAbsent(
                        file, path -> new Fingerprint().add(path).hex())));
    }

    private static String model(Path folder) {
        Fingerprint hash = new Fingerprint().addModel(folder, LlamaConfig.read(folder));
        TOKENIZER_FILES.stream().map(folder::resolve).filter(Files::exists).forEach(hash::add);
        return hash.hex();
    }
}
