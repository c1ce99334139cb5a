package dev.smoltulu.test.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** transformers.js in Node loads exported folders and generates: in fp32 what {@code smoltulu generate} does. */
@Tag("slow")
class TransformersJsTest {

    private static final Path MODEL = SharedFolder.resolve("models/stories260K");
    private static final String PROMPT = "Once upon a time, there was a little girl";
    private static final String NEW_TOKENS = "40";
    private static final long TIMEOUT_SECONDS = 600;

    @TempDir
    private Path folder;

    @Test
    void generatesFromEveryPrecision() throws Exception {
        Path project = installed();
        JsonArray expected = generated();
        for (String style : List.of("portable", "fused")) {
            Path export = folder.resolve(style);
            CommandLine line = CommandLine.run("export", "--no-verify", "--model", MODEL, "--output", export,
                    "--style", style, "--precision", "fp32,fp16,int8,int4,int4-fp16");
            assertEquals(0, line.exitCode(), line.err());
            List<String> lines = run(project, "node", "generate.mjs", export.toString(), PROMPT, NEW_TOKENS, "fp32",
                    "fp16", "q8", "q4", "q4f16");
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
        Path project = installed();
        Path export = folder.resolve("external");
        CommandLine line = CommandLine.run("export", "--no-verify", "--model", MODEL, "--output", export,
                "--external-data");
        assertEquals(0, line.exitCode(), line.err());
        List<String> lines = run(project, "node", "generate.mjs", export.toString(), PROMPT, NEW_TOKENS, "fp32");
        assertEquals(generated(), JsonParser.parseString(lines.get(0)).getAsJsonObject().get("ids"));
    }

    private static JsonArray generated() {
        CommandLine line = CommandLine.run("generate", "--model", MODEL, "--prompt", PROMPT, "--max-new-tokens",
                NEW_TOKENS, "--temperature", "0", "--json");
        assertEquals(0, line.exitCode(), line.err());
        return JsonParser.parseString(line.out()).getAsJsonObject().getAsJsonArray("token_ids");
    }

    /** The pinned packages in the build's folder; without Node or its registry the test is skipped. */
    private static Path installed() throws Exception {
        Path project = Path.of(System.getProperty("basedir", ""), "target", "transformers-js").toAbsolutePath();
        Files.createDirectories(project);
        for (String name : List.of("package.json", "package-lock.json", "generate.mjs")) {
            try (var resource = TransformersJsTest.class.getResourceAsStream("/transformers-js/" + name)) {
                Files.copy(resource, project.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (Files.isDirectory(project.resolve("node_modules/@huggingface/transformers"))) {
            return project;
        }
        try {
            run(project, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
        } catch (IOException | AssertionError unavailable) {
            Assumptions.abort("Node 20 with npm and its registry are needed: " + unavailable.getMessage());
        }
        return project;
    }

    private static List<String> run(Path project, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(project, "run", ".out");
        Path errors = Files.createTempFile(project, "run", ".err");
        try {
            Process process = new ProcessBuilder(command).directory(project.toFile())
                    .redirectOutput(output.toFile()).redirectError(errors.toFile()).start();
            try {
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError(command[0] + " did not end in " + TIMEOUT_SECONDS + " s");
                }
            } finally {
                process.destroyForcibly();
            }
            assertEquals(0, process.exitValue(), Files.readString(errors));
            return new ArrayList<>(Files.readAllLines(output));
        } finally {
            Files.deleteIfExists(output);
            Files.deleteIfExists(errors);
        }
    }
}
