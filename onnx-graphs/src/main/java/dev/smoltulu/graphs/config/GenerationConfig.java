package dev.smoltulu.graphs.config;

import dev.smoltulu.base.json.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The tokens that end a text, from a model folder's {@code generation_config.json}. Its sampling settings are not read:
 * callers choose their own.
 *
 * @param eosTokenIds ids that end a text; several, one or none
 */
public record GenerationConfig(List<Integer> eosTokenIds) {

    /** The file's name in a model folder. */
    public static final String FILE_NAME = "generation_config.json";

    private static final long MAX_BYTES = 16L << 20;

    public GenerationConfig {
        eosTokenIds = List.copyOf(eosTokenIds);
    }

    /**
     * Reads the file; a folder without one names no token.
     *
     * @throws dev.smoltulu.base.UserError naming file and key, when the file is malformed
     */
    public static GenerationConfig read(Path modelFolder) {
        Path file = modelFolder.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return new GenerationConfig(List.of());
        }
        return new GenerationConfig(
                new ConfigReader(StrictJson.readObject(file, MAX_BYTES), file.toString()).integers("eos_token_id"));
    }
}
