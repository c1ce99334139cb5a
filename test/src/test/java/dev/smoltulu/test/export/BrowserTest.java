package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page with transformers.js and onnxruntime-web in a headless Chromium loads an exported folder from its own server
 * and generates: in fp32 what {@code smoltulu generate} does.
 */
@Tag("slow")
class BrowserTest {

    private static final Path MODEL = SharedFolder.resolve("models/stories260K");
    private static final String PROMPT = "Once upon a time, there was a little girl";
    private static final int NEW_TOKENS = 40;
    private static final List<String> DTYPES = List.of("fp32", "fp16", "q8", "q4", "q4f16");
    private static final long TIMEOUT_SECONDS = 240;

    @TempDir
    private Path folder;

    @Test
    void generatesInAPage() throws Exception {
        NpmProject project = NpmProject.installed();
        CommandLine line = CommandLine.run(
                "export",
                "--no-verify",
                "--model",
                MODEL,
                "--output",
                folder.resolve("deploy"),
                "--precision",
                "fp32,fp16,int8,int4,int4-fp16");
        assertEquals(0, line.exitCode(), line.err());
        JsonArray expected = GeneratedTokens.of(MODEL, PROMPT, NEW_TOKENS);
        JsonArray answers = answers(project);
        assertEquals(DTYPES.size(), answers.size());
        for (JsonElement element : answers) {
            JsonObject answer = element.getAsJsonObject();
            JsonArray ids = answer.getAsJsonArray("ids");
            if (answer.get("dtype").getAsString().equals("fp32")) {
                assertEquals(expected, ids);
            }
            assertFalse(ids.isEmpty(), answer.toString());
            assertEquals(expected.get(0), ids.get(0), answer.toString());
        }
    }

    private JsonArray answers(NpmProject project) throws Exception {
        Map<String, Path> folders = Map.of("/models/", folder, "/", project.folder());
        try (PageServer server = new PageServer(folders);
                Chromium browser = Chromium.show(page(server), folder)) {
            JsonObject answer;
            try {
                answer = JsonParser.parseString(server.answer().get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                        .getAsJsonObject();
            } catch (TimeoutException silent) {
                throw new AssertionError(
                        "the page did not answer in " + TIMEOUT_SECONDS + " s: " + browser.log(), silent);
            }
            assertNotNull(answer.get("answers"), answer.toString());
            return answer.getAsJsonArray("answers");
        }
    }

    private static URI page(PageServer server) {
        return server.address("/generate.html?count=" + NEW_TOKENS + "&dtypes=" + String.join(",", DTYPES) + "&prompt="
                + URLEncoder.encode(PROMPT, StandardCharsets.UTF_8));
    }
}
