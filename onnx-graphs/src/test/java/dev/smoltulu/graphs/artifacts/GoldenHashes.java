package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.google.gson.JsonObject;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.TinyLlama;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * SHA-256 of many byte strings by name, held against a resource. Where a difference is intended, the file that a failed
 * check leaves in {@code target} replaces the resource.
 */
public final class GoldenHashes {

    private final Map<String, String> hashes = new TreeMap<>();

    /** The models whose graphs are recorded: with tied and untied heads, with biases, and of two real shapes. */
    public static Map<String, LlamaConfig> configs() {
        Map<String, LlamaConfig> configs = new LinkedHashMap<>();
        configs.put("tied-biased", TinyLlama.config(true, true));
        configs.put("untied", TinyLlama.config(false, false));
        configs.put("stories260K", config(512, 64, 172, 5, 8, 4, 512, 10_000));
        configs.put("SmolLM2-135M", config(49_152, 576, 1536, 30, 9, 3, 8192, 100_000));
        return configs;
    }

    private static LlamaConfig config(
            int vocabulary,
            int hidden,
            int intermediate,
            int layers,
            int heads,
            int kvHeads,
            int positions,
            double theta) {
        JsonObject json = new JsonObject();
        json.addProperty("model_type", "llama");
        json.addProperty("vocab_size", vocabulary);
        json.addProperty("hidden_size", hidden);
        json.addProperty("intermediate_size", intermediate);
        json.addProperty("num_hidden_layers", layers);
        json.addProperty("num_attention_heads", heads);
        json.addProperty("num_key_value_heads", kvHeads);
        json.addProperty("max_position_embeddings", positions);
        json.addProperty("rms_norm_eps", 1e-5);
        json.addProperty("rope_theta", theta);
        json.addProperty("tie_word_embeddings", true);
        return LlamaConfig.of(json, "config.json");
    }

    /** Adds the hash of {@code bytes}, which may come in parts. */
    public void add(String name, byte[]... bytes) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : bytes) {
                digest.update(part);
            }
            assertNull(hashes.put(name, HexFormat.of().formatHex(digest.digest())), name);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Fails where any hash differs from those in {@code resource}, or is in one place only. */
    public void check(String resource) throws IOException {
        Map<String, String> expected = read(resource);
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(hashes.keySet());
        names.removeIf(name -> Objects.equals(expected.get(name), hashes.get(name)));
        Path actual = Path.of("target", resource);
        if (!names.isEmpty()) {
            Files.createDirectories(actual.getParent());
            Files.writeString(
                    actual,
                    hashes.entrySet().stream()
                            .map(hash -> hash.getValue() + "  " + hash.getKey() + "\n")
                            .collect(Collectors.joining()));
        }
        assertEquals(Set.of(), names, "changed; if that is intended, " + actual + " replaces the resource " + resource);
    }

    private static Map<String, String> read(String resource) throws IOException {
        try (InputStream stream = GoldenHashes.class.getResourceAsStream("/" + resource)) {
            byte[] bytes = stream == null ? new byte[0] : stream.readAllBytes();
            return new String(bytes, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.split("  ", 2))
                    .collect(Collectors.toMap(line -> line[1], line -> line[0]));
        }
    }
}
