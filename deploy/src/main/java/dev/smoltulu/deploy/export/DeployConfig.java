package dev.smoltulu.deploy.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.graphs.config.GenerationConfig;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.export.DecoderFile;
import dev.smoltulu.graphs.export.Precision;
import dev.smoltulu.graphs.ir.DataType;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What the consumers of a model folder read about it, as JSON text. */
final class DeployConfig {

    private final LlamaConfig config;
    private final GenerationConfig generation;

    DeployConfig(LlamaConfig config, GenerationConfig generation) {
        this.config = config;
        this.generation = generation;
    }

    /** {@code config.json} with what transformers.js needs to know of the files. */
    String modelConfig(Map<Precision, DecoderFile> files) {
        JsonObject external = new JsonObject();
        JsonObject cacheTypes = new JsonObject();
        files.forEach((precision, file) -> {
            List<String> data = file.dataFiles();
            if (!data.equals(List.of(precision.fileName()))) {
                external.addProperty(precision.fileName(), data.size());
            }
            if (precision.activations() == DataType.FLOAT16) {
                cacheTypes.addProperty(precision.dtype(), "float16");
            }
        });
        JsonObject hints = new JsonObject();
        if (!files.containsKey(Precision.FP32)) {
            hints.addProperty("dtype", files.keySet().iterator().next().dtype());
        }
        if (external.size() > 0) {
            hints.add("use_external_data_format", external);
        }
        if (cacheTypes.size() > 0) {
            hints.add("kv_cache_dtype", cacheTypes);
        }
        JsonObject json = config.raw();
        if (hints.size() > 0) {
            json.add("transformers.js_config", hints);
        }
        return text(json);
    }

    /** {@code generation_config.json} for a folder that has none. */
    String generationConfig() {
        JsonObject json = new JsonObject();
        json.addProperty("_from_model_config", true);
        config.bosTokenId().ifPresent(id -> json.addProperty("bos_token_id", id));
        if (!config.eosTokenIds().isEmpty()) {
            json.add("eos_token_id", oneOrSeveral(config.eosTokenIds()));
        }
        config.padTokenId().ifPresent(id -> json.addProperty("pad_token_id", id));
        return text(json);
    }

    /** {@code genai_config.json} of onnxruntime-genai, for a fused graph on the CPU; others add their provider. */
    String genaiConfig(String fileName) {
        Collection<Integer> ends = new TreeSet<>(config.eosTokenIds());
        ends.addAll(generation.eosTokenIds());
        JsonObject model = new JsonObject();
        model.addProperty("type", "llama");
        model.addProperty("vocab_size", config.vocabSize());
        model.addProperty("context_length", config.maxPositions());
        config.bosTokenId().ifPresent(id -> model.addProperty("bos_token_id", id));
        if (!ends.isEmpty()) {
            model.add("eos_token_id", oneOrSeveral(ends));
        }
        config.padTokenId().or(() -> ends.stream().findFirst()).ifPresent(id -> model.addProperty("pad_token_id", id));
        model.add("decoder", decoder(fileName));
        JsonObject json = new JsonObject();
        json.add("model", model);
        json.add("search", search());
        return text(json);
    }

    private JsonObject decoder(String fileName) {
        JsonObject sessionOptions = new JsonObject();
        sessionOptions.addProperty("log_id", "onnxruntime-genai");
        sessionOptions.add("provider_options", new JsonArray());
        JsonObject decoder = new JsonObject();
        decoder.add("session_options", sessionOptions);
        decoder.addProperty("filename", fileName);
        decoder.addProperty("head_size", config.headDim());
        decoder.addProperty("hidden_size", config.hiddenSize());
        decoder.add(
                "inputs",
                names(
                        Map.of(
                                "past_key_names",
                                "past_key_values.%d.key",
                                "past_value_names",
                                "past_key_values.%d.value"),
                        "input_ids",
                        "attention_mask",
                        "position_ids"));
        decoder.add(
                "outputs",
                names(
                        Map.of("present_key_names", "present.%d.key", "present_value_names", "present.%d.value"),
                        "logits"));
        decoder.addProperty("num_attention_heads", config.heads());
        decoder.addProperty("num_hidden_layers", config.layers());
        decoder.addProperty("num_key_value_heads", config.kvHeads());
        return decoder;
    }

    private static JsonObject names(Map<String, String> patterns, String... same) {
        JsonObject json = new JsonObject();
        List.of(same).forEach(name -> json.addProperty(name, name));
        patterns.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> json.addProperty(entry.getKey(), entry.getValue()));
        return json;
    }

    /** Greedy, as {@code smoltulu generate} is where nothing else is said. */
    private JsonObject search() {
        JsonObject search = new JsonObject();
        search.addProperty("max_length", config.maxPositions());
        search.addProperty("min_length", 0);
        search.addProperty("do_sample", false);
        search.addProperty("temperature", 1.0);
        search.addProperty("top_k", 1);
        search.addProperty("top_p", 1.0);
        search.addProperty("num_beams", 1);
        search.addProperty("num_return_sequences", 1);
        search.addProperty("repetition_penalty", 1.0);
        search.addProperty("length_penalty", 1.0);
        search.addProperty("diversity_penalty", 0.0);
        search.addProperty("no_repeat_ngram_size", 0);
        search.addProperty("early_stopping", true);
        search.addProperty("past_present_share_buffer", true);
        return search;
    }

    private static JsonElement oneOrSeveral(Collection<Integer> ids) {
        if (ids.size() == 1) {
            return new JsonPrimitive(ids.iterator().next());
        }
        JsonArray array = new JsonArray();
        ids.forEach(array::add);
        return array;
    }

    private static String text(JsonObject json) {
        return Json.pretty(json) + "\n";
    }
}
