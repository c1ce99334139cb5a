package dev.smoltulu.tokenizer.bpe;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.Json;
import java.nio.file.Path;

/**
 * Writes a {@link BpeModel} in the layout that Hugging Face tokenizers read: {@code tokenizer.json} (SmolLM2's
 * pipeline: Digits, ByteLevel, BPE), {@code tokenizer_config.json} with a ChatML template, and
 * {@code special_tokens_map.json}. As in SmolLM2-Instruct a turn ends with {@code <|im_end|>}, which is both
 * end-of-sequence and padding; nothing is added around an encoded text.
 */
public final class BpeTokenizerFiles {

    /** ChatML with no default system message. */
    public static final String CHAT_TEMPLATE = "{% for message in messages %}"
            + "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}"
            + "{% endfor %}"
            + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private BpeTokenizerFiles() {}

    /**
     * Writes the three files into {@code folder}, which is made if it is missing.
     *
     * @param maxLength the longest sequence, in tokens, of the model the tokenizer is for
     * @throws UserError if a file cannot be written
     */
    public static void write(BpeModel model, Path folder, int maxLength) {
        write(folder.resolve("tokenizer.json"), tokenizer(model));
        write(folder.resolve("tokenizer_config.json"), tokenizerConfig(maxLength));
        write(folder.resolve("special_tokens_map.json"), specialTokensMap());
    }

    private static void write(Path file, JsonElement json) {
        AtomicFile.write(file, Json.pretty(json) + "\n");
    }

    private static JsonObject tokenizer(BpeModel model) {
        JsonArray addedTokens = new JsonArray();
        for (int id = 0; id < BpeModel.SPECIAL_TOKENS.size(); id++) {
            JsonObject added = new JsonObject();
            added.addProperty("id", id);
            specialToken(BpeModel.SPECIAL_TOKENS.get(id)).entrySet().forEach(e -> added.add(e.getKey(), e.getValue()));
            addedTokens.add(added);
        }
        JsonObject json = new JsonObject();
        json.addProperty("version", "1.0");
        json.add("truncation", JsonNull.INSTANCE);
        json.add("padding", JsonNull.INSTANCE);
        json.add("added_tokens", addedTokens);
        json.add("normalizer", JsonNull.INSTANCE);
        json.add("pre_tokenizer", preTokenizer());
        json.add("post_processor", JsonNull.INSTANCE);
        json.add("decoder", byteLevel(true));
        json.add("model", bpe(model));
        return json;
    }

    private static JsonObject preTokenizer() {
        JsonObject digits = new JsonObject();
        digits.addProperty("type", "Digits");
        digits.addProperty("individual_digits", true);
        JsonArray steps = new JsonArray();
        steps.add(digits);
        steps.add(byteLevel(false));
        JsonObject sequence = new JsonObject();
        sequence.addProperty("type", "Sequence");
        sequence.add("pretokenizers", steps);
        return sequence;
    }

    private static JsonObject byteLevel(boolean addPrefixSpace) {
        JsonObject json = new JsonObject();
        json.addProperty("type", "ByteLevel");
        json.addProperty("add_prefix_space", addPrefixSpace);
        json.addProperty("trim_offsets", true);
        json.addProperty("use_regex", true);
        return json;
    }

    private static JsonObject bpe(BpeModel model) {
        JsonObject vocabulary = new JsonObject();
        for (int id = 0; id < model.size(); id++) {
            vocabulary.addProperty(model.tokens().get(id), id);
        }
        JsonArray merges = new JsonArray();
        model.merges().forEach(merge -> merges.add(merge.left() + " " + merge.right()));
        JsonObject json = new JsonObject();
        json.addProperty("type", "BPE");
        json.add("dropout", JsonNull.INSTANCE);
        json.add("unk_token", JsonNull.INSTANCE);
        json.add("continuing_subword_prefix", JsonNull.INSTANCE);
        json.add("end_of_word_suffix", JsonNull.INSTANCE);
        json.addProperty("fuse_unk", false);
        json.addProperty("byte_fallback", false);
        json.addProperty("ignore_merges", false);
        json.add("vocab", vocabulary);
        json.add("merges", merges);
        return json;
    }

    private static JsonObject tokenizerConfig(int maxLength) {
        JsonObject decoder = new JsonObject();
        for (int id = 0; id < BpeModel.SPECIAL_TOKENS.size(); id++) {
            decoder.add(Integer.toString(id), specialToken(BpeModel.SPECIAL_TOKENS.get(id)));
        }
        JsonObject json = new JsonObject();
        json.addProperty("add_prefix_space", false);
        json.add("added_tokens_decoder", decoder);
        json.add("additional_special_tokens", turnTokens());
        json.addProperty("bos_token", BpeModel.START_OF_TURN);
        json.addProperty("chat_template", CHAT_TEMPLATE);
        json.addProperty("clean_up_tokenization_spaces", false);
        json.addProperty("eos_token", BpeModel.END_OF_TURN);
        json.addProperty("model_max_length", maxLength);
        json.addProperty("pad_token", BpeModel.END_OF_TURN);
        json.addProperty("tokenizer_class", "PreTrainedTokenizerFast");
        json.addProperty("unk_token", BpeModel.END_OF_TEXT);
        return json;
    }

    private static JsonObject specialTokensMap() {
        JsonObject json = new JsonObject();
        json.add("additional_special_tokens", turnTokens());
        json.addProperty("bos_token", BpeModel.START_OF_TURN);
        json.addProperty("eos_token", BpeModel.END_OF_TURN);
        json.addProperty("pad_token", BpeModel.END_OF_TURN);
        json.addProperty("unk_token", BpeModel.END_OF_TEXT);
        return json;
    }

    private static JsonArray turnTokens() {
        JsonArray tokens = new JsonArray();
        tokens.add(BpeModel.START_OF_TURN);
        tokens.add(BpeModel.END_OF_TURN);
        return tokens;
    }

    private static JsonObject specialToken(String content) {
        JsonObject json = new JsonObject();
        json.addProperty("content", content);
        json.addProperty("single_word", false);
        json.addProperty("lstrip", false);
        json.addProperty("rstrip", false);
        json.addProperty("normalized", false);
        json.addProperty("special", true);
        return json;
    }
}
