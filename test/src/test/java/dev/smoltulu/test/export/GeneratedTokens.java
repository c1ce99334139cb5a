package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import java.nio.file.Path;

/** The tokens that {@code smoltulu generate} adds to a prompt, greedily. */
final class GeneratedTokens {

    private GeneratedTokens() {}

    static JsonArray of(Path model, String prompt, int count) {
        CommandLine line = CommandLine.run(
                "generate",
                "--model",
                model,
                "--prompt",
                prompt,
                "--max-new-tokens",
                count,
                "--temperature",
                "0",
                "--json");
        assertEquals(0, line.exitCode(), line.err());
        return JsonParser.parseString(line.out()).getAsJsonObject().getAsJsonArray("token_ids");
    }
}
