package dev.smoltulu.test.bundle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.jerolba.carpet.CarpetWriter;
import com.jerolba.carpet.io.FileSystemOutputFile;
import dev.smoltulu.tools.Main;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A bundle, joined from its parts, does its work where there is nothing but a shell and the C library. */
@Tag("slow")
@EnabledOnOs(OS.LINUX)
class BundleTest {

    private static final String PROGRAM = "/opt/smoltulu/smoltulu ";

    @TempDir
    Path folder;

    /** A row of training data. */
    public record Row(String prompt, String completion) {}

    @Test
    void worksWithNeitherJavaNorNetwork() throws Exception {
        BareRoot root = BareRoot.create(folder.resolve("root"));
        bundle(root.outside("/parts"));
        check(root.run("sh /parts/join /opt"), "/opt/smoltulu/smoltulu doctor");

        String doctor = check(root.run(PROGRAM + "doctor"), "ok    train cpu");
        assertTrue(doctor.contains("ok    library      /opt/smoltulu/natives/"), doctor);
        assertTrue(doctor.contains("ok    java") && doctor.contains("/opt/smoltulu/runtime"), doctor);
        assertFalse(doctor.lines().anyMatch(line -> line.startsWith("fail") || line.startsWith("warn")), doctor);

        check(root.run(PROGRAM + "quickstart --max-steps 5"), "What got better");
        for (String rows : List.of("snappy", "zstd")) {
            check(
                    root.run(PROGRAM + "data show --model quickstart/run --data /opt/smoltulu/rows/" + rows
                            + ".parquet"),
                    "A question");
        }
        check(
                root.run(PROGRAM + "eval --model quickstart/run --tasks quickstart/word_problems.json --limit 8 "
                        + "--output results"),
                "exact_match");
        // Nothing is unpacked or kept outside the folders that were asked for.
        List<String> left = new ArrayList<>(root.left());
        left.removeAll(List.of("quickstart", "results", ".cache"));
        assertEquals(List.of(), left);
    }

    private static String check(BareRoot.Ended ended, String expected) {
        assertEquals(0, ended.code(), ended.text());
        assertTrue(ended.text().contains(expected), ended.text());
        return ended.text();
    }

    private void bundle(Path output) throws Exception {
        Path rows = Files.createDirectory(folder.resolve("rows"));
        for (CompressionCodecName codec : List.of(CompressionCodecName.SNAPPY, CompressionCodecName.ZSTD)) {
            File file = rows.resolve(codec.name().toLowerCase(Locale.ROOT) + ".parquet")
                    .toFile();
            try (CarpetWriter<Row> writer = new CarpetWriter.Builder<>(new FileSystemOutputFile(file), Row.class)
                    .withCompressionCodec(codec)
                    .build()) {
                writer.write(new Row("A question?", "An answer."));
            }
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dsmoltulu.home=" + sourceTree(),
                        "-cp",
                        programClasspath(),
                        Main.class.getName(),
                        "bundle",
                        "--output",
                        output.toString(),
                        "--split",
                        "60m",
                        "--include",
                        rows.toString())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), text);
        assertTrue(Files.exists(output.resolve("SHA256SUMS")), text);
    }

    /** This process's class path without the tests. */
    private static String programClasspath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> !element.contains("test-classes")
                        && !element.contains("junit")
                        && !element.contains("surefire"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path sourceTree() {
        Path tree = Path.of("").toAbsolutePath();
        while (!Files.isRegularFile(tree.resolve("smoltulu"))) {
            tree = tree.getParent();
        }
        return tree;
    }
}
