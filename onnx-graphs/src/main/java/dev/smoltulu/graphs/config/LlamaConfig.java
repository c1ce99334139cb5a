package dev.smoltulu.graphs.config;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.StrictJson;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The shape of a Llama model as Hugging Face's {@code config.json} describes it.
 *
 * @param headDim size of one attention head, even; {@code heads * headDim} may differ from {@code hiddenSize}
 * @param maxPositions longest sequence in tokens the model was made for
 * @param bosTokenId id that begins a text, where the file names one
 * @param eosTokenIds ids that end a text; several, one or none
 * @param head the head on the hidden states, by the file's {@code architectures}
 * @param raw the whole file, so that writing it back keeps keys this program does not know
 */
public record LlamaConfig(
        int vocabSize,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int maxPositions,
        double rmsNormEps,
        double ropeTheta,
        RopeScaling ropeScaling,
        boolean tieWordEmbeddings,
        boolean attentionBias,
        boolean mlpBias,
        double initializerRange,
        Optional<Integer> bosTokenId,
        List<Integer> eosTokenIds,
        Optional<Integer> padTokenId,
        ModelHead head,
        JsonObject raw) {

    /** The file's name in a model folder. */
    public static final String FILE_NAME = "config.json";

    private static final long MAX_BYTES = 16L << 20;
    /** A model's graph has nodes for every layer: a wild number must not exhaust the memory. */
    private static final int MAX_LAYERS = 10_000;

    private static final Gson PRETTY = new GsonBuilder()
            .setPrettyPrinting()
            .serializeNulls()
            .disableHtmlEscaping()
            .create();

    public LlamaConfig {
        Objects.requireNonNull(ropeScaling);
        eosTokenIds = List.copyOf(eosTokenIds);
        raw = raw.deepCopy();
    }

    /** A copy: the record stays as it is whatever is done to it. */
    @Override
    public JsonObject raw() {
        return raw.deepCopy();
    }

    /** Rows of the query projection: {@code heads * headDim}. */
    public int querySize() {
        return heads * headDim;
    }

    /** Rows of the key and of the value projection: {@code kvHeads * headDim}. */
    public int kvSize() {
        return kvHeads * headDim;
    }

    /** Inverse rotary frequencies, {@code headDim / 2} values in radians per position. */
    public double[] inverseFrequencies() {
        return ropeScaling.inverseFrequencies(headDim, ropeTheta);
    }

    /**
     * Reads {@code config.json} of a model folder.
     *
     * @throws UserError naming file and key, when the file is missing or malformed, or describes a model that is
     *     not a Llama this program can compute exactly
     */
    public static LlamaConfig read(Path modelFolder) {
        if (!Files.isDirectory(modelFolder)) {
            throw UserError.failed(modelFolder + ": no such model folder");
        }
        Path file = modelFolder.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            throw UserError.failed(
                    file + ": no such file; a model folder holds " + FILE_NAME + ", *.safetensors and tokenizer files");
        }
        return of(StrictJson.readObject(file, MAX_BYTES), file.toString());
    }

    /**
     * Checks and takes over a parsed {@code config.json}.
     *
     * @param where the name of the document in errors, usually the file
     */
    public static LlamaConfig of(JsonObject json, String where) {
        ConfigReader config = new ConfigReader(json, where);
        refuseUnsupported(config);
        int hiddenSize = config.size("hidden_size");
        int heads = config.size("num_attention_heads");
        int kvHeads = config.sizeOr("num_key_value_heads", heads);
        if (heads % kvHeads != 0) {
            throw config.wrong("num_attention_heads", heads + " is not a multiple of num_key_value_heads " + kvHeads);
        }
        int layers = config.size("num_hidden_layers");
        if (layers > MAX_LAYERS) {
            throw config.wrong("num_hidden_layers", layers + " is beyond the limit of " + MAX_LAYERS);
        }
        RopeReader rope = RopeReader.read(config);
        double initializerRange = config.numberOr("initializer_range", 0.02);
        if (initializerRange < 0) {
            throw config.wrong("initializer_range", "must not be negative, found " + initializerRange);
        }
        return new LlamaConfig(
                config.size("vocab_size"),
                hiddenSize,
                config.size("intermediate_size"),
                layers,
                heads,
                kvHeads,
                headDim(config, hiddenSize, heads),
                config.size("max_position_embeddings"),
                config.positiveNumber("rms_norm_eps"),
                rope.theta(),
                rope.scaling(),
                config.flag("tie_word_embeddings"),
                config.flag("attention_bias"),
                config.flag("mlp_bias"),
                initializerRange,
                config.integer("bos_token_id"),
                config.integers("eos_token_id"),
                config.integer("pad_token_id"),
                head(config),
                json);
    }

    /**
     * This model with a score in place of its language-model head: transformers' LlamaForSequenceClassification with
     * one label.
     *
     * @param padToken the token that pads batches; transformers takes the last other token as a sequence's end
     */
    public LlamaConfig asRewardModel(int padToken) {
        JsonObject changed = raw.deepCopy();
        JsonArray architectures = new JsonArray();
        architectures.add(ModelHead.SCORE.architecture());
        changed.add("architectures", architectures);
        JsonObject names = new JsonObject();
        names.addProperty("0", "LABEL_0");
        changed.add("id2label", names);
        JsonObject numbers = new JsonObject();
        numbers.addProperty("LABEL_0", 0);
        changed.add("label2id", numbers);
        changed.addProperty("pad_token_id", padToken);
        return of(changed, FILE_NAME);
    }

    /** The file's text, keys as they were read. */
    public String toJson() {
        return PRETTY.toJson(raw) + "\n";
    }

    /** The file's text with the weights' type replaced, such as {@code float32}. */
    public String toJson(String dtype) {
        JsonObject changed = raw.deepCopy();
        if (changed.has("dtype")) {
            changed.addProperty("dtype", dtype);
        }
        if (changed.has("torch_dtype") || !changed.has("dtype")) {
            changed.addProperty("torch_dtype", dtype);
        }
        return PRETTY.toJson(changed) + "\n";
    }

    /** Writes {@code config.json} into a folder, keys as they were read. */
    public void write(Path folder) {
        writeText(folder, toJson());
    }

    /** Writes {@code config.json} into a folder with the weights' type replaced, such as {@code float32}. */
    public void write(Path folder, String dtype) {
        writeText(folder, toJson(dtype));
    }

    private static void writeText(Path folder, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (AtomicFile file = AtomicFile.create(folder.resolve(FILE_NAME), bytes.length)) {
            file.write(ByteBuffer.wrap(bytes));
            file.commit();
        }
    }

    private static int headDim(ConfigReader config, int hiddenSize, int heads) {
        if (!config.has("head_dim") && hiddenSize % heads != 0) {
            throw config.wrong(
                    "hidden_size",
                    hiddenSize + " is not a multiple of num_attention_heads " + heads + " and head_dim is missing");
        }
        int headDim = config.sizeOr("head_dim", hiddenSize / heads);
        if (headDim % 2 != 0) {
            throw config.wrong("head_dim", headDim + " is odd; rotary positions need an even head size");
        }
        if ((long) headDim * heads > Integer.MAX_VALUE) {
            throw config.wrong("head_dim", headDim + " times " + heads + " heads is beyond 2^31");
        }
        return headDim;
    }

    private static ModelHead head(ConfigReader config) {
        List<String> architectures = config.texts("architectures");
        if (architectures.isEmpty()) {
            return ModelHead.LANGUAGE_MODEL;
        }
        ModelHead head = Arrays.stream(ModelHead.values())
                .filter(candidate -> architectures.contains(candidate.architecture()))
                .findFirst()
                .orElseThrow(() -> config.unsupported(
                        "architectures", architectures, "only " + ModelHead.architectures() + " are"));
        // transformers counts the labels by their names; without any it takes two.
        int labels = config.integer("num_labels")
                .orElseGet(
                        () -> config.object("id2label").map(ConfigReader::keys).orElse(2));
        if (head == ModelHead.SCORE && labels != 1) {
            throw config.unsupported("id2label", "with " + labels + " labels", "a reward model has one");
        }
        return head;
    }

    private static void refuseUnsupported(ConfigReader config) {
        String modelType = config.text("model_type").orElseThrow(() -> config.missing("model_type"));
        if (!modelType.equals("llama")) {
            throw config.unsupported("model_type", "'" + modelType + "'", "only llama is");
        }
        String activation = config.text("hidden_act").orElse("silu");
        if (!activation.equals("silu")) {
            throw config.unsupported("hidden_act", "'" + activation + "'", "only silu is");
        }
        if (config.flag("rope_interleaved")) {
            throw config.unsupported("rope_interleaved", true, "only false is");
        }
        int tensorParallel = config.integer("pretraining_tp").orElse(1);
        if (tensorParallel > 1) {
            throw config.unsupported("pretraining_tp", tensorParallel, "only 1 is");
        }
        double dropout = config.numberOr("attention_dropout", 0);
        if (dropout != 0) {
            throw config.unsupported("attention_dropout", dropout, "set it to 0");
        }
        double rotated = config.numberOr("partial_rotary_factor", 1);
        if (rotated != 1) {
            throw config.unsupported("partial_rotary_factor", rotated, "only 1 is");
        }
        if (config.has("sliding_window")) {
            throw config.unsupported(
                    "sliding_window", config.integer("sliding_window").orElseThrow(), "only null is");
        }
        if (config.has("quantization_config")) {
            throw config.wrong("quantization_config", "is not supported: use the unquantised weights");
        }
    }
}
