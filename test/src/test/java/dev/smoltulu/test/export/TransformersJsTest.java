package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** transformers.js in Node loads exported folders and generates: in fp32 what {@code smoltulu generate} does. */
@Tag("slow")
class TransformersJsTest {

    private static final Path MODEL = SharedFolder.resolve("models/stories260K");
    private static final String PROMPT = "Once upon a time, there was a little girl";
    private static final int NEW_TOKENS = 40;

    @TempDir
    private Path folder;

    @Test
    void generatesFromEveryPrecision() throws Exception {
        NpmProject project = NpmProject.installed();
        JsonArray expected = GeneratedTokens.of(MODEL, PROMPT, NEW_TOKENS);
        for (String style : List.of("portable", "fused")) {
            Path export = folder.resolve(style);
            CommandLine line = CommandLine.run(
                    "export",
                    "--no-verify",
                    "--model",
                    MODEL,
                    "--output",
                    export,
                    "--style",
                    style,
                    "--precision",
                    "fp32,fp16,int8,int4,int4-fp16");
            assertEquals(0, line.exitCode(), line.err());
            List<String> lines = project.run(
                    "node",
                    "generate.mjs",
                    export.toString(),
                    PROMPT,
                    "" + NEW_TOKENS,
                    "fp32",
                    "fp16",
                    "q8",
                    "q4",
                    "q4f16");
            assertEquals(5, lines.size(), lines.toString());
            for (String json : lines) {
                JsonObject answer = JsonParser.parseString(json).getAsJsonObject();
                JsonArray ids = answer.getAsJsonArray("ids");
                if (answer.get("dtype").getAsString().equals("fp32")) {
                    assertEquals(expected, ids, style);
                }
                assertEquals(expected.get(0), ids.get(0), json);
                assertTrue(ids.size() <= expected.size(), json);
            }
        }
    }

    @Test
    void findsExternalData() throws Exception {
        NpmProject project = NpmProject.installed();
        Path export = folder.resolve("external");
        CommandLine line =
                CommandLine.run("export", "--no-verify", "--model", MODEL, "--output", export, "--external-data");
        assertEquals(0, line.exitCode(), line.err());
        List<String> lines = project.run("node", "generate.mjs", export.toString(), PROMPT, "" + NEW_TOKENS, "fp32");
        assertEquals(
                GeneratedTokens.of(MODEL, PROMPT, NEW_TOKENS),
                JsonParser.parseString(lines.get(0)).getAsJsonObject().get("ids"));
    }
}
