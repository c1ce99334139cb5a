package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tools.Main;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench/gpu/run} on the CPU: what its parts record, whatever becomes of the program, and the page made of it. */
@EnabledOnOs(OS.LINUX)
class GpuProofTest {

    @TempDir
    Path temp;

    private Path scripts;
    private Path report;

    @BeforeEach
    void findScripts() throws Exception {
        scripts = Path.of("..", "bench", "gpu").toAbsolutePath().normalize();
        report = temp.resolve("report.json");
        boolean python;
        try {
            python = run("python3", "-c", "import sys; sys.exit(sys.version_info < (3, 9))")
                            .code()
                    == 0;
        } catch (IOException absent) {
            python = false;
        }
        Assumptions.assumeTrue(python, "python3 of 3.9 or newer is not on the PATH");
    }

    @Test
    void everyScriptCompiles() throws Exception {
        assertEquals(
                "all scripts compile\n",
                run(scripts.resolve("run").toString(), "--self-check").text());
    }

    @Test
    @Tag("slow")
    void recordsWhatEveryPartFinds() throws Exception {
        Ended ended = proof(
                program(Main.class.getName()),
                "golden,text,reference,train-135M-2048,profile,score",
                "--golden",
                SharedFolder.resolve("golden/stories260K.json").toString(),
                "--golden-model",
                SharedFolder.resolve("models/stories260K").toString());
        assertEquals(0, ended.code(), ended.text());
        Map<String, JsonObject> parts = parts();

        JsonObject golden = parts.get("golden");
        assertEquals("passed", text(golden, "status"), golden.toString());
        assertEquals(5, golden.getAsJsonArray("checks").size());

        assertEquals(
                "passed", text(parts.get("text"), "status"), parts.get("text").toString());
        assertTrue(text(parts.get("text").getAsJsonObject("data"), "story").startsWith(", there was a little girl"));

        JsonObject train = parts.get("train-135M-2048").getAsJsonObject("data");
        JsonObject ours = train.getAsJsonObject("smoltulu");
        assertEquals(5, ours.getAsJsonArray("losses").size());
        assertEquals(Math.log(512), ours.getAsJsonArray("losses").get(0).getAsDouble(), 0.1);
        double step = ours.get("median_seconds").getAsDouble();
        assertEquals(4 * 32 / step, ours.get("tokens_per_second").getAsDouble(), 1e-6 / step);
        assertTrue(ours.get("peak_bytes").getAsLong() > 50 << 20, ours.toString());
        // 6 N and 6 L H S of the tiny shape.
        assertEquals(6 * 94_528 + 6 * 2 * 64 * 32, train.get("flops_per_token").getAsLong());

        JsonObject profile = parts.get("profile").getAsJsonObject("data");
        for (String what : List.of("training", "decoding")) {
            assertTrue(profile.getAsJsonObject(what).getAsJsonArray("operators").size() > 5, profile.toString());
        }
        JsonObject score = parts.get("score").getAsJsonObject("data").getAsJsonObject("smoltulu-items");
        assertTrue(score.get("items_per_second").getAsDouble() > 0);
        assertTrue(List.of("skipped", "passed").contains(text(parts.get("reference"), "status")));

        String page = run("python3", "-B", scripts.resolve("render.py").toString(), report.toString())
                .text();
        assertTrue(page.startsWith("# Proof on cpu\n"), page);
        assertTrue(page.contains("| tiny | 32 | 4 | smoltulu | "), page);
        assertTrue(page.contains("| golden | token_mean-fp32 losses | passed | "), page);
        assertTrue(page.contains("### Decoding"), page);
        assertFalse(Files.readString(report).contains(temp.toString()), "places of this machine are in the report");
    }

    @Test
    void aProgramThatFailsOrHangsIsRecordedAndStopsNothing() throws Exception {
        Path broken = executable("echo 'smoltulu: out of memory on cuda:0' >&2; exit 1");
        Ended ended = proof(broken, "doctor,train-135M-2048,score");
        assertEquals(1, ended.code());
        Map<String, JsonObject> parts = parts();
        assertEquals("doctor: 1, expected exit code 0", text(parts.get("doctor"), "message"));
        JsonObject train = parts.get("train-135M-2048");
        assertEquals("failed", text(train, "status"));
        // Without memory it tries with fewer rows, down to one.
        assertEquals(
                List.of("4", "2", "1"),
                train.getAsJsonArray("commands").asList().stream()
                        .map(command -> wordAfter(command.getAsJsonObject(), "--batch-size"))
                        .toList());
        assertTrue(
                text(parts.get("score"), "message")
                        .startsWith(
                                "smoltulu-items: smoltulu bench ended with 1: " + "smoltulu: out of memory on cuda:0"),
                parts.toString());

        Path hanging = executable("case $1 in --version) exit 0 ;; esac; sleep 600");
        long start = System.nanoTime();
        assertEquals(1, proof(hanging, "doctor,score", "--minutes", "0.1").code());
        assertTrue(System.nanoTime() - start < 300e9, "it waits for a program that hangs");
        assertEquals(
                List.of("failed", "failed"),
                parts().values().stream().map(part -> text(part, "status")).toList());
    }

    private Ended proof(Path program, String parts, String... more) throws Exception {
        List<String> words = new ArrayList<>(List.of(
                scripts.resolve("run").toString(),
                "--device",
                "cpu",
                "--quick",
                "--program",
                program.toString(),
                "--work",
                temp.toString(),
                "--output",
                report.toString(),
                "--parts",
                parts));
        words.addAll(Arrays.asList(more));
        return run(words.toArray(String[]::new));
    }

    /** A launcher of this build's classes. */
    private Path program(String main) throws Exception {
        return executable("exec '" + ProcessHandle.current().info().command().orElseThrow()
                + "' -XX:+UseSerialGC -XX:TieredStopAtLevel=1 "
                + "-Dorg.bytedeco.javacpp.nopointergc=true -cp '" + System.getProperty("java.class.path") + "' " + main
                + " \"$@\"");
    }

    private Path executable(String script) throws Exception {
        Path file = Files.createDirectories(temp.resolve("program")).resolve("smoltulu");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Ended(int code, String text) {}

    private static Ended run(String... words) throws Exception {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        return new Ended(process.exitValue(), text);
    }

    private Map<String, JsonObject> parts() {
        return StreamSupport.stream(Json.read(report).getAsJsonArray("parts").spliterator(), false)
                .map(JsonElement::getAsJsonObject)
                .collect(Collectors.toMap(part -> text(part, "part"), Function.identity()));
    }

    private static String text(JsonObject object, String key) {
        return object.get(key).getAsString();
    }

    private static String wordAfter(JsonObject command, String flag) {
        List<JsonElement> words = command.getAsJsonArray("command").asList();
        for (int i = 0; i + 1 < words.size(); i++) {
            if (words.get(i).getAsString().equals(flag)) {
                return words.get(i + 1).getAsString();
            }
        }
        throw new AssertionError(flag + " is not in " + command);
    }
}
