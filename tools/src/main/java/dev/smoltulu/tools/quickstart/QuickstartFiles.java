package dev.smoltulu.tools.quickstart;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.tokenizer.bpe.BpeModel;
import dev.smoltulu.tokenizer.bpe.BpeTrainer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Everything a first training run needs, in one folder.
 *
 * @param data   the corpus
 * @param model  folder of the model to train, with random weights
 * @param recipe {@code recipe.json}, for {@code smoltulu sft --config}
 * @param task   {@code word_problems.json}, for {@code smoltulu eval --tasks}
 * @param output the run folder the recipe names; it is not made
 */
public record QuickstartFiles(CorpusFiles data, Path model, Path recipe, Path task, Path output) {

    public static final int TRAIN_ROWS = 16_000;
    public static final int HELD_OUT_ROWS = 500;
    public static final int VOCABULARY_SIZE = 512;

    /** Tokens; no row of the corpus is longer. */
    public static final int MAX_LENGTH = 96;

    /** Maximum length of a generated answer in tokens; those of the corpus are shorter. */
    private static final int ANSWER_TOKENS = 64;

    /**
     * Writes corpus, model folder and recipe into {@code folder}; the same seed gives the same bytes. The
     * vocabulary is learned from the training rows alone.
     *
     * @throws UserError if a file cannot be written
     */
    public static QuickstartFiles create(Path folder, long seed) {
        ProblemCorpus corpus = ProblemCorpus.generate(seed, TRAIN_ROWS, HELD_OUT_ROWS);
        QuickstartFiles files = new QuickstartFiles(
                CorpusFiles.write(corpus, folder.resolve("data")),
                folder.resolve("model"),
                folder.resolve("recipe.json"),
                folder.resolve("word_problems.json"),
                folder.resolve("run"));
        QuickstartModel.DEFAULT.write(vocabulary(corpus), files.model, seed);
        AtomicFile.write(files.task, Json.pretty(files.wordProblems()) + "\n");
        AtomicFile.write(files.recipe, Json.pretty(files.recipe(seed)) + "\n");
        return files;
    }

    /** The corpus's own vocabulary, at most {@link #VOCABULARY_SIZE} tokens. */
    static BpeModel vocabulary(ProblemCorpus corpus) {
        List<String> texts =
                corpus.train().stream().map(QuickstartFiles::rendered).toList();
        return BpeTrainer.train(texts, VOCABULARY_SIZE);
    }

    /** The conversation in ChatML, as the model's template writes it. */
    static String rendered(CorpusRow row) {
        return row.messages().stream()
                .map(m -> BpeModel.START_OF_TURN + m.role() + "\n" + m.content() + BpeModel.END_OF_TURN + "\n")
                .collect(Collectors.joining());
    }

    /**
     * The held-out word problems as a task of {@code smoltulu eval}: the chat's user asks, and the answer's last
     * line must have the right number.
     */
    private JsonObject wordProblems() {
        JsonObject metric = new JsonObject();
        metric.addProperty("metric", "exact_match");
        JsonArray ignored = new JsonArray();
        ignored.add("(?s).*#### ");
        metric.add("regexes_to_ignore", ignored);
        JsonObject extract = new JsonObject();
        extract.addProperty("function", "regex");
        extract.addProperty("regex_pattern", "#### (\\-?[0-9]+)");
        JsonObject first = new JsonObject();
        first.addProperty("function", "take_first");
        JsonObject filter = new JsonObject();
        filter.addProperty("name", "strict-match");
        filter.add("filter", list(extract, first));
        JsonObject generation = new JsonObject();
        generation.add("until", new JsonArray());
        generation.addProperty("max_gen_toks", ANSWER_TOKENS);
        JsonObject files = new JsonObject();
        files.addProperty("test", "data/" + data.heldOutGsm8k().getFileName());
        JsonObject arguments = new JsonObject();
        arguments.add("data_files", files);
        JsonObject json = new JsonObject();
        json.addProperty("task", "word_problems");
        json.addProperty("dataset_path", "json");
        json.add("dataset_kwargs", arguments);
        json.addProperty("test_split", "test");
        json.addProperty("output_type", "generate_until");
        json.addProperty("doc_to_text", "{{question}}");
        json.addProperty("doc_to_target", "{{answer}}");
        json.add("generation_kwargs", generation);
        json.add("filter_list", list(filter));
        json.add("metric_list", list(metric));
        return json;
    }

    private static JsonArray list(JsonObject... items) {
        JsonArray list = new JsonArray();
        for (JsonObject item : items) {
            list.add(item);
        }
        return list;
    }

    /**
     * A supervised finetuning recipe for these files: three epochs of 32 rows a step. The learning rate is that
     * of a model this small, some hundred times what a pretrained SmolLM2 takes.
     */
    public JsonObject recipe(long seed) {
        JsonObject json = new JsonObject();
        json.addProperty("model", model.toString());
        json.addProperty("data", data.train().toString());
        json.addProperty("eval_data", data.heldOut().toString());
        json.addProperty("output_dir", output.toString());
        json.addProperty("max_length", MAX_LENGTH);
        json.addProperty("chat_template", "model");
        json.addProperty("assistant_only_loss", true);
        json.addProperty("batch_size", 32);
        json.addProperty("micro_batch_tokens", 4096);
        json.addProperty("num_train_epochs", 3);
        json.addProperty("shuffle", true);
        json.addProperty("seed", seed);
        json.addProperty("learning_rate", 3e-3);
        json.addProperty("lr_scheduler_type", "cosine");
        json.addProperty("warmup_ratio", 0.06);
        json.addProperty("weight_decay", 0.01);
        json.addProperty("adam_beta1", 0.9);
        json.addProperty("adam_beta2", 0.98);
        json.addProperty("adam_epsilon", 1e-8);
        json.addProperty("max_grad_norm", 1.0);
        json.addProperty("loss_reduction", "token_mean");
        json.addProperty("precision", "fp32");
        json.addProperty("device", "cpu");
        json.addProperty("logging_steps", 10);
        json.addProperty("eval_steps", 250);
        json.addProperty("save_steps", 500);
        json.addProperty("save_total_limit", 1);
        return json;
    }
}
