package dev.smoltulu.eval.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.eval.EvalModel;
import dev.smoltulu.eval.EvalSettings;
import dev.smoltulu.eval.EvalTask;
import dev.smoltulu.eval.TaskOutcome;
import dev.smoltulu.eval.data.DocumentFile;
import dev.smoltulu.eval.perplexity.PerplexityResult;
import dev.smoltulu.graphs.files.AtomicFile;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/** {@code results_<time>.json} under lm-evaluation-harness's keys; what only this program knows is in "smoltulu". */
public final class ResultsFile {

    static final String FILTER = "none";
    static final List<String> METRICS = List.of("word_perplexity", "byte_perplexity", "bits_per_byte");

    /**
     * What is written, times aside.
     *
     * @param taskHashes of the samples, by task
     */
    public record Contents(EvalSettings settings, EvalModel model, DocumentFile documents, List<TaskOutcome> outcomes,
            Map<String, String> taskHashes) {
    }

    private final Contents contents;

    private ResultsFile(Contents contents) {
        this.contents = contents;
    }

    /** Writes {@code file}. */
    public static void write(Path file, Contents contents, RunClock clock) {
        String text = Json.pretty(new ResultsFile(contents).json(clock)) + "\n";
        try (AtomicFile out = AtomicFile.create(file, 0)) {
            out.write(StandardCharsets.UTF_8.encode(text));
            out.commit();
        }
    }

    private JsonObject json(RunClock clock) {
        EvalSettings settings = contents.settings();
        JsonObject json = new JsonObject();
        json.add("results", byTask(outcome -> metrics(outcome)));
        json.add("group_subtasks", byTask(outcome -> new JsonArray()));
        json.add("configs", byTask(outcome -> taskConfig(outcome.task())));
        json.add("versions", byTask(outcome -> new JsonPrimitive(outcome.task().version())));
        json.add("n-shot", byTask(outcome -> new JsonPrimitive(0)));
        json.add("higher_is_better", byTask(outcome -> higherIsBetter()));
        json.add("n-samples", byTask(outcome -> samples(outcome.result())));
        json.add("config", config());
        json.add("git_hash", JsonNull.INSTANCE);
        json.add("date", Json.number(clock.startSeconds()));
        json.addProperty("pretty_env_info", machine());
        addTokenizer(json);
        json.addProperty("max_length", contents.model().maxLength());
        JsonObject hashes = new JsonObject();
        contents.taskHashes().forEach(hashes::addProperty);
        json.add("task_hashes", hashes);
        json.addProperty("model_source", "smoltulu");
        json.addProperty("model_name", settings.modelName());
        json.addProperty("model_name_sanitized", settings.modelName().replaceAll("[\"<>:/|\\\\?*\\[\\]]+", "__"));
        for (String unused : List.of("system_instruction", "system_instruction_sha", "fewshot_as_multiturn",
                "chat_template", "chat_template_sha")) {
            json.add(unused, JsonNull.INSTANCE);
        }
        double start = clock.startSeconds();
        double seconds = clock.elapsedSeconds();
        json.add("start_time", Json.number(start));
        json.add("end_time", Json.number(start + seconds));
        json.addProperty("total_evaluation_time_seconds", Double.toString(seconds));
        json.add("smoltulu", own());
        return json;
    }

    private JsonObject byTask(Function<TaskOutcome, JsonElement> part) {
        JsonObject parts = new JsonObject();
        contents.outcomes().forEach(outcome -> parts.add(outcome.task().key(), part.apply(outcome)));
        return parts;
    }

    /** The harness has no standard error for these metrics and says so. */
    private static JsonObject metrics(TaskOutcome outcome) {
        PerplexityResult result = outcome.result();
        JsonObject json = new JsonObject();
        json.addProperty("alias", outcome.task().key());
        List<Double> values = List.of(result.wordPerplexity(), result.bytePerplexity(), result.bitsPerByte());
        for (int i = 0; i < METRICS.size(); i++) {
            json.add(METRICS.get(i) + "," + FILTER, Json.number(values.get(i)));
            json.addProperty(METRICS.get(i) + "_stderr," + FILTER, "N/A");
        }
        return json;
    }

    private JsonObject taskConfig(EvalTask task) {
        JsonArray metrics = new JsonArray();
        for (String metric : METRICS) {
            JsonObject json = new JsonObject();
            json.addProperty("metric", metric);
            metrics.add(json);
        }
        JsonObject metadata = new JsonObject();
        metadata.addProperty("version", task.version());
        JsonObject json = new JsonObject();
        json.addProperty("task", task.key());
        json.addProperty("dataset_path", contents.settings().data().toString());
        json.addProperty("doc_to_text", "");
        json.addProperty("doc_to_target", "{{" + DocumentFile.TEXT + "}}");
        json.addProperty("num_fewshot", 0);
        json.add("metric_list", metrics);
        json.addProperty("output_type", "loglikelihood_rolling");
        json.addProperty("repeats", 1);
        json.addProperty("should_decontaminate", false);
        json.add("metadata", metadata);
        return json;
    }

    private static JsonObject higherIsBetter() {
        JsonObject json = new JsonObject();
        METRICS.forEach(metric -> json.addProperty(metric, false));
        return json;
    }

    private JsonObject samples(PerplexityResult result) {
        JsonObject json = new JsonObject();
        json.addProperty("original", contents.documents().documents().size());
        json.addProperty("effective", result.scores().size());
        return json;
    }

    private JsonObject config() {
        EvalSettings settings = contents.settings();
        JsonObject json = new JsonObject();
        json.addProperty("model", "smoltulu");
        json.addProperty("model_args", "pretrained=" + settings.modelName() + ",max_length="
                + contents.model().maxLength() + ",batch_tokens=" + settings.batchTokens());
        json.addProperty("model_dtype", "float32");
        json.add("batch_size", JsonNull.INSTANCE);
        json.addProperty("device", "cpu");
        json.add("limit", nullable(settings.limit()));
        json.add("gen_kwargs", JsonNull.INSTANCE);
        return json;
    }

    private void addTokenizer(JsonObject json) {
        TextTokenizer tokenizer = contents.model().tokenizer();
        json.add("tokenizer_pad_token", token(tokenizer.padToken(), tokenizer.padId()));
        json.add("tokenizer_eos_token", token(tokenizer.eosToken(), tokenizer.eosId()));
        json.add("tokenizer_bos_token", token(tokenizer.bosToken(), tokenizer.bosId()));
        json.add("eot_token_id", nullable(tokenizer.eosId()));
    }

    /** As the harness has it: the token and its id, both as strings; Python's word where there is none. */
    private static JsonArray token(Optional<String> token, OptionalInt id) {
        JsonArray pair = new JsonArray();
        pair.add(token.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE));
        pair.add(id.isPresent() ? Integer.toString(id.getAsInt()) : "None");
        return pair;
    }

    private static String machine() {
        return "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, ONNX Runtime "
                + RuntimeInfo.load().version();
    }

    private JsonObject own() {
        JsonObject json = new JsonObject();
        json.addProperty("version", contents.settings().programVersion());
        json.addProperty("onnxruntime_version", RuntimeInfo.load().version());
        json.addProperty("prefix_token_id", contents.model().prefixToken());
        json.addProperty("batch_tokens", contents.settings().batchTokens());
        json.addProperty("data_sha256", contents.documents().sha256());
        json.addProperty("blank_documents", contents.documents().blank());
        json.add("tasks", byTask(outcome -> {
            JsonObject task = new JsonObject();
            task.addProperty("tokens", outcome.result().tokens());
            task.addProperty("windows", outcome.result().windows());
            task.add("log_likelihood", Json.number(outcome.result().logLikelihood()));
            task.add("token_loss", Json.number(outcome.result().tokenLoss()));
            return task;
        }));
        return json;
    }

    private static JsonElement nullable(OptionalInt number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsInt()) : JsonNull.INSTANCE;
    }
}
