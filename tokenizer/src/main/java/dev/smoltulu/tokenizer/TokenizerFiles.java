package dev.smoltulu.tokenizer;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the files beside a Hugging Face tokenizer say: the vocabulary and added tokens of {@code tokenizer.json},
 * the roles of special tokens and the chat template of {@code tokenizer_config.json},
 * {@code special_tokens_map.json} and {@code chat_template.jinja}.
 *
 * @param tokenIds      token string to id, vocabulary and added tokens
 * @param vocabSize     highest token id + 1
 * @param specialTokens strings of the added tokens marked special
 * @param named         role ({@code bos_token}, {@code eos_token}, {@code pad_token}, {@code unk_token}) to string
 * @param chatTemplate  Jinja source
 */
record TokenizerFiles(
        Map<String, Integer> tokenIds,
        int vocabSize,
        Set<String> specialTokens,
        Map<String, String> named,
        Optional<String> chatTemplate) {

    static final String TOKENIZER = "tokenizer.json";
    private static final String CONFIG = "tokenizer_config.json";
    private static final String SPECIAL_TOKENS_MAP = "special_tokens_map.json";
    private static final String TEMPLATE = "chat_template.jinja";
    private static final List<String> ROLES = List.of("bos_token", "eos_token", "pad_token", "unk_token");
    /** Real tokenizer.json files reach about 35 MB; more than this is not a tokenizer. */
    private static final long MAX_BYTES = 256L << 20;

    private static final long MAX_TEMPLATE_BYTES = 1L << 20;

    /**
     * Reads the files of {@code folder}; only tokenizer.json must exist.
     *
     * @throws UserError when a file is missing, too large, or not of the expected form
     */
    static TokenizerFiles read(Path folder) {
        Path file = folder.resolve(TOKENIZER);
        if (!Files.isRegularFile(file)) {
            throw UserError.failed(folder + ": no " + TOKENIZER
                    + " in this folder; point to a Hugging Face model folder that has one");
        }
        JsonObject tokenizer = object(file);
        Map<String, Integer> ids = new HashMap<>();
        Set<String> special = new LinkedHashSet<>();
        try {
            readVocabulary(tokenizer.getAsJsonObject("model"), ids);
            readAddedTokens(tokenizer.get("added_tokens"), ids, special);
        } catch (ClassCastException
                | IllegalStateException
                | NumberFormatException
                | NullPointerException
                | UnsupportedOperationException e) {
            throw UserError.failed(
                    file + ": not a Hugging Face tokenizer (model.vocab or added_tokens has"
                            + " another form); download the file again",
                    e);
        }
        if (ids.isEmpty()) {
            throw UserError.failed(file + ": the vocabulary (model.vocab) is empty");
        }
        int vocabSize =
                1 + ids.values().stream().mapToInt(Integer::intValue).max().orElseThrow();

        JsonObject config = optional(folder.resolve(CONFIG));
        JsonObject map = optional(folder.resolve(SPECIAL_TOKENS_MAP));
        Map<String, String> named = new HashMap<>();
        for (String role : ROLES) {
            String token = tokenString(folder.resolve(SPECIAL_TOKENS_MAP), role, map.get(role));
            String fromConfig = tokenString(folder.resolve(CONFIG), role, config.get(role));
            String chosen = fromConfig == null ? token : fromConfig;
            if (chosen != null) {
                named.put(role, chosen);
            }
        }
        return new TokenizerFiles(
                Map.copyOf(ids), vocabSize, Set.copyOf(special), Map.copyOf(named), template(folder, config));
    }

    private static void readVocabulary(JsonObject model, Map<String, Integer> ids) {
        JsonElement vocab = model.get("vocab");
        if (vocab.isJsonArray()) {
            // Unigram: an array of [piece, score], the id is the position.
            int id = 0;
            for (JsonElement piece : vocab.getAsJsonArray()) {
                ids.put(piece.getAsJsonArray().get(0).getAsString(), id++);
            }
            return;
        }
        for (Map.Entry<String, JsonElement> entry : vocab.getAsJsonObject().entrySet()) {
            ids.put(entry.getKey(), id(entry.getValue()));
        }
    }

    private static void readAddedTokens(JsonElement added, Map<String, Integer> ids, Set<String> special) {
        if (added == null || added.isJsonNull()) {
            return;
        }
        for (JsonElement element : added.getAsJsonArray()) {
            JsonObject token = element.getAsJsonObject();
            String content = token.get("content").getAsString();
            ids.put(content, id(token.get("id")));
            if (token.has("special") && token.get("special").getAsBoolean()) {
                special.add(content);
            }
        }
    }

    private static int id(JsonElement value) {
        int id = value.getAsInt();
        if (id < 0 || id > 1 << 24) {
            throw new NumberFormatException("token id " + id);
        }
        return id;
    }

    /** A special token is written as a string or as an object with {@code content}. */
    private static String tokenString(Path file, String role, JsonElement value) {
        if (value == null || value.isJsonNull()) {
            return null;
        }
        String token = string(value.isJsonObject() ? value.getAsJsonObject().get("content") : value);
        if (token != null) {
            return token;
        }
        throw UserError.failed(file + ": " + role + " must be a string or an object with \"content\"");
    }

    private static Optional<String> template(Path folder, JsonObject config) {
        Path jinja = folder.resolve(TEMPLATE);
        if (Files.isRegularFile(jinja)) {
            return Optional.of(text(jinja, MAX_TEMPLATE_BYTES));
        }
        JsonElement value = config.get("chat_template");
        if (value == null || value.isJsonNull()) {
            return Optional.empty();
        }
        if (string(value) != null) {
            return Optional.of(string(value));
        }
        if (value.isJsonArray()) {
            for (JsonElement element : value.getAsJsonArray()) {
                if (element instanceof JsonObject named
                        && "default".equals(string(named.get("name")))
                        && string(named.get("template")) != null) {
                    return Optional.of(string(named.get("template")));
                }
            }
            return Optional.empty();
        }
        throw UserError.failed(
                folder.resolve(CONFIG) + ": chat_template must be a string or a list of {\"name\", \"template\"}");
    }

    /** The string {@code value} holds, null when it is anything else. */
    private static String string(JsonElement value) {
        return value != null
                        && value.isJsonPrimitive()
                        && value.getAsJsonPrimitive().isString()
                ? value.getAsString()
                : null;
    }

    private static JsonObject optional(Path file) {
        return Files.isRegularFile(file) ? object(file) : new JsonObject();
    }

    private static JsonObject object(Path file) {
        try {
            if (JsonParser.parseString(text(file, MAX_BYTES)) instanceof JsonObject object) {
                return object;
            }
        } catch (JsonParseException e) {
            throw UserError.failed(file + ": not valid JSON (" + e.getMessage() + "); download the file again", e);
        }
        throw UserError.failed(file + ": must hold one JSON object; download the file again");
    }

    private static String text(Path file, long limit) {
        try {
            long size = Files.size(file);
            if (size > limit) {
                throw UserError.failed(file + ": " + size + " bytes; a file of this kind has at most " + limit);
            }
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw UserError.failed(file + ": not UTF-8 text; download the file again", e);
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }
}
