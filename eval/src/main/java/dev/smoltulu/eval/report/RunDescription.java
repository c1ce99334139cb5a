package dev.smoltulu.eval.report;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.eval.model.ModelChoice;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the results say about a run, apart from its tasks.
 *
 * @param modelName as the user names it
 * @param config    the harness's "config"
 * @param model     the harness's keys on the model and its tokenizer
 * @param prompts   the harness's keys on chat template and system prompt
 * @param own       what only this program reports
 */
public record RunDescription(
        String modelName, JsonObject config, JsonObject model, JsonObject prompts, JsonObject own) {

    /** Of a run on a model. */
    public static RunDescription of(
            ModelChoice choice,
            PromptSettings prompts,
            String programVersion,
            EvalModel model,
            Optional<ChatTemplate> template) {
        JsonObject config = new JsonObject();
        config.addProperty("model", "smoltulu");
        config.addProperty(
                "model_args",
                "pretrained=" + choice.name() + ",max_length=" + model.maxLength() + ",batch_tokens="
                        + choice.batchTokens());
        config.addProperty("model_dtype", "float32");
        config.add("batch_size", JsonNull.INSTANCE);
        config.addProperty("device", choice.device().toString());
        config.add("limit", nullable(prompts.limit()));
        config.add("gen_kwargs", JsonNull.INSTANCE);
        config.addProperty("fewshot_seed", prompts.flavor().fewshotSeed());
        JsonObject described = new JsonObject();
        addTokenizer(described, model.tokenizer());
        described.addProperty("max_length", model.maxLength());
        JsonObject own = own(prompts.flavor(), programVersion);
        own.addProperty("prefix_token_id", model.prefixToken());
        own.addProperty("batch_tokens", choice.batchTokens());
        own.addProperty("model_sha256", model.sha256());
        return new RunDescription(choice.name(), config, described, describe(prompts, template), own);
    }

    /**
     * Of a run on answers from a file.
     *
     * @param responses the file as the user names it
     */
    public static RunDescription ofResponses(
            String responses, String sha256, OptionalInt limit, Flavor flavor, String programVersion) {
        JsonObject config = new JsonObject();
        config.addProperty("model", "responses");
        config.addProperty("model_args", "responses=" + responses);
        config.add("limit", nullable(limit));
        JsonObject own = own(flavor, programVersion);
        own.addProperty("responses_sha256", sha256);
        return new RunDescription(responses, config, new JsonObject(), new JsonObject(), own);
    }

    private static JsonObject own(Flavor flavor, String programVersion) {
        JsonObject own = new JsonObject();
        own.addProperty("version", programVersion);
        own.addProperty("onnxruntime_version", RuntimeInfo.load().version());
        own.addProperty("flavor", flavor.key());
        return own;
    }

    private static JsonObject describe(PromptSettings prompts, Optional<ChatTemplate> template) {
        Optional<String> system = prompts.systemPrompt();
        JsonObject json = new JsonObject();
        json.add("system_instruction", nullable(system));
        json.add("system_instruction_sha", nullable(system.map(Sha256::of)));
        json.addProperty("fewshot_as_multiturn", prompts.fewshotAsMultiturn());
        json.add("chat_template", nullable(template.map(ChatTemplate::source)));
        json.add(
                "chat_template_sha", nullable(template.map(ChatTemplate::source).map(Sha256::of)));
        return json;
    }

    private static void addTokenizer(JsonObject json, TextTokenizer tokenizer) {
        json.add("tokenizer_pad_token", token(tokenizer.padToken(), tokenizer.padId()));
        json.add("tokenizer_eos_token", token(tokenizer.eosToken(), tokenizer.eosId()));
        json.add("tokenizer_bos_token", token(tokenizer.bosToken(), tokenizer.bosId()));
        json.add("eot_token_id", nullable(tokenizer.eosId()));
    }

    /** As the harness has it: the token and its id, both as strings; Python's word where there is none. */
    private static JsonArray token(Optional<String> token, OptionalInt id) {
        JsonArray pair = new JsonArray();
        pair.add(nullable(token));
        pair.add(id.isPresent() ? Integer.toString(id.getAsInt()) : "None");
        return pair;
    }

    static String machine() {
        return "Java " + Runtime.version() + " (" + System.getProperty("java.vm.name") + "), "
                + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " processors, ONNX Runtime "
                + RuntimeInfo.load().version();
    }

    private static JsonElement nullable(OptionalInt number) {
        return number.isPresent() ? new JsonPrimitive(number.getAsInt()) : JsonNull.INSTANCE;
    }

    private static JsonElement nullable(Optional<String> text) {
        return text.<JsonElement>map(JsonPrimitive::new).orElse(JsonNull.INSTANCE);
    }
}
