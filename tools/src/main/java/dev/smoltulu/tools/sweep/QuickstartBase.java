package dev.smoltulu.tools.sweep;

import com.google.gson.JsonElement;
import dev.smoltulu.sweep.plan.BuiltInBase;
import dev.smoltulu.tools.quickstart.ChatChoiceTask;
import dev.smoltulu.tools.quickstart.QuickstartFiles;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The base {@code quickstart} of a study: corpus, model and recipe of {@code smoltulu quickstart}, and two tasks. */
final class QuickstartBase {

    static final String NAME = "quickstart";

    private static final long SEED = 42;
    private static final String WORD_PROBLEMS = "word_problems";

    private QuickstartBase() {}

    /** Makes in {@code folder} what is not there yet; the task file comes last and says that all is there. */
    static BuiltInBase in(Path folder) {
        if (!Files.exists(folder.resolve(ChatChoiceTask.NAME + ".json"))) {
            QuickstartFiles.create(folder, SEED);
            ChatChoiceTask.write(folder, SEED);
        }
        Map<String, JsonElement> recipe = new LinkedHashMap<>(Recipe.entries(folder.resolve("recipe.json")));
        recipe.remove(RecipeKey.OUTPUT_DIR.key());
        return new BuiltInBase(
                recipe,
                Map.of(
                        WORD_PROBLEMS,
                        folder.resolve(WORD_PROBLEMS + ".json"),
                        ChatChoiceTask.NAME,
                        folder.resolve(ChatChoiceTask.NAME + ".json")));
    }
}
