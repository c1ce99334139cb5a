package dev.smoltulu.tools.quickstart;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.files.AtomicFile;
import java.nio.file.Path;

/** The held-out chats as a task of {@code smoltulu eval}: the right answer is to be the likeliest of four. */
public final class ChatChoiceTask {

    /** What the task is called. */
    public static final String NAME = "chat_choices";

    private static final Gson GSON =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

    private ChatChoiceTask() {}

    /**
     * Writes {@code chat_choices.json} and its rows into {@code folder}, beside a quickstart's other files.
     *
     * @param seed of the quickstart
     * @return the task file
     */
    public static Path write(Path folder, long seed) {
        ProblemCorpus corpus = ProblemCorpus.generate(seed, 0, QuickstartFiles.HELD_OUT_ROWS);
        Path rows = folder.resolve("data").resolve("heldout_choices.jsonl");
        CorpusFiles.writeChoices(ChoiceQuestion.of(corpus, seed), rows);
        Path task = folder.resolve(NAME + ".json");
        AtomicFile.write(
                task, GSON.toJson(declaration(folder.relativize(rows).toString().replace('\\', '/'))) + "\n");
        return task;
    }

    private static JsonObject declaration(String rows) {
        JsonObject files = new JsonObject();
        files.addProperty("test", rows);
        JsonObject arguments = new JsonObject();
        arguments.add("data_files", files);
        JsonObject metric = new JsonObject();
        metric.addProperty("metric", "acc");
        JsonArray metrics = new JsonArray();
        metrics.add(metric);
        JsonObject json = new JsonObject();
        json.addProperty("task", NAME);
        json.addProperty("dataset_path", "json");
        json.add("dataset_kwargs", arguments);
        json.addProperty("test_split", "test");
        json.addProperty("output_type", "multiple_choice");
        json.addProperty("doc_to_text", "{{question}}");
        json.addProperty("doc_to_choice", "choices");
        json.addProperty("doc_to_target", "gold");
        json.add("metric_list", metrics);
        return json;
    }
}
