package dev.smoltulu.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.smoltulu.base.terminal.Terminal;
import dev.smoltulu.support.SharedFolder;
import dev.smoltulu.tools.Main;
import dev.smoltulu.tools.cli.Console;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Studies and evaluations on Spark's local-cluster mode: a master, two workers and executors in processes of their own. */
@Tag("slow")
@Timeout(value = 8, unit = TimeUnit.MINUTES)
final class SparkTest {

    private static final List<String> CLUSTER = List.of(
            "--master",
            "local-cluster[2,1,512]",
            "--spark-conf",
            "spark.executor.memory=512m",
            "--spark-conf",
            "spark.ui.enabled=false");
    /** What spark-submit opens of Java's modules for Spark. */
    private static final List<String> OPENED = List.of(
            "java.lang", "java.lang.invoke", "java.util", "java.nio", "java.net", "sun.nio.ch", "sun.security.action");

    @TempDir
    private static Path temp;

    private static Path home;

    /** An installation: the jars that Maven has fetched, and a script that does what Spark's own does. */
    @BeforeAll
    static void layOut() throws IOException {
        String installation = System.getProperty("smoltulu.spark.home");
        assumeTrue(installation != null, "Spark is there with the profile spark only: mvn -B verify -Pspark");
        home = Path.of(installation).toRealPath();
        StringBuilder java =
                new StringBuilder("exec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "'");
        OPENED.forEach(
                name -> java.append(" --add-opens=java.base/").append(name).append("=ALL-UNNAMED"));
        Path submit = Files.createDirectories(home.resolve("bin")).resolve("spark-submit");
        Files.writeString(
                submit,
                "#!/bin/sh\nexport SPARK_HOME='" + home + "' SPARK_SCALA_VERSION=2.13\n" + java + " -cp '" + home
                        + "/jars/*' org.apache.spark.deploy.SparkSubmit \"$@\"\n");
        Files.setPosixFilePermissions(submit, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void aStudyWithAKilledExecutorHasTheResultsOfOneProcess() throws Exception {
        StudyCommand straight = StudyCommand.on(temp, "straight");
        straight.finish();
        StudyCommand spread = StudyCommand.on(temp, "spread");
        spread.write();
        CompletableFuture<TrainingCommand.Outcome> run = CompletableFuture.supplyAsync(
                () -> onCluster(List.of("sweep", "--config", spread.file().toString())));
        assertTrue(killExecutor(run, spread.output()), "an executor was killed while a cell was trained");
        TrainingCommand.Outcome outcome = run.get();
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("Spark lost executor"), outcome.err());
        assertTrue(outcome.err().contains("is tried again"), outcome.err());
        StudyCommand.assertSame(straight, spread);
        for (String cell : List.of("[1/4]", "[2/4]", "[3/4]", "[4/4]")) {
            assertEquals(2, outcome.err().split(Pattern.quote(cell), -1).length, cell + " once");
        }
    }

    @Test
    void anEvaluationInShardsHasTheResultsOfOneProcess() throws Exception {
        List<String> words = List.of(
                "eval",
                "--model",
                SharedFolder.resolve("models/stories260K").toString(),
                "--tasks",
                "hellaswag,gsm8k",
                "--data",
                SharedFolder.resolve("data").toString(),
                "--limit",
                "40",
                "--max-new-tokens",
                "8",
                "--num-fewshot",
                "0");
        assertEquals(
                0,
                StudyCommand.program(
                                with(words, "--output", temp.resolve("whole").toString()))
                        .code());
        List<String> shards = with(words, "--output", temp.resolve("parts").toString());
        TrainingCommand.Outcome outcome = onCluster(with(shards, "--shards", "3"));
        assertEquals(0, outcome.code(), outcome.err());
        assertTrue(outcome.err().contains("shard 3/3 has ended"), outcome.err());
        for (String task : List.of("hellaswag", "gsm8k")) {
            assertEquals(samples("whole", task), samples("parts", task), task);
        }
        try (Stream<Path> files = Files.list(temp.resolve("parts"))) {
            assertFalse(files.anyMatch(file -> file.getFileName().toString().startsWith("answers_")), "logs are gone");
        }
    }

    @Test
    void aMasterThatIsNotThereIsALine() {
        TrainingCommand.Outcome outcome = onCluster(
                List.of(
                        "eval",
                        "--model",
                        SharedFolder.resolve("models/stories260K").toString(),
                        "--tasks",
                        "hellaswag",
                        "--data",
                        SharedFolder.resolve("data").toString(),
                        "--limit",
                        "2",
                        "--output",
                        temp.resolve("none").toString()),
                List.of("--master", "yarn"));
        assertEquals(1, outcome.code());
        assertEquals(1, outcome.errorLines().size(), outcome.err());
        assertTrue(outcome.err().contains("HADOOP_CONF_DIR"), outcome.err());
    }

    private static List<String> samples(String output, String task) throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve(output))) {
            return Files.readAllLines(
                    files.filter(file -> file.getFileName().toString().startsWith("samples_" + task))
                            .findFirst()
                            .orElseThrow());
        }
    }

    /** Ends an executor by SIGKILL once a cell has a checkpoint; false if the study ended before. */
    private static boolean killExecutor(CompletableFuture<?> run, Path study) throws InterruptedException {
        while (!run.isDone()) {
            if (hasCheckpoint(study)) {
                List<ProcessHandle> executors = ProcessHandle.current()
                        .descendants()
                        .filter(process -> process.info()
                                .arguments()
                                .map(List::of)
                                .orElse(List.of())
                                .contains("org.apache.spark.executor.CoarseGrainedExecutorBackend"))
                        .toList();
                // The one whose task has begun has a child.
                for (ProcessHandle executor : executors) {
                    if (executor.children().findAny().isPresent() && executor.destroyForcibly()) {
                        return true;
                    }
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return false;
    }

    private static boolean hasCheckpoint(Path study) {
        try (Stream<Path> files = Files.walk(study)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("checkpoint-\\d+"));
        } catch (IOException | UncheckedIOException changing) {
            return false;
        }
    }

    private static TrainingCommand.Outcome onCluster(List<String> words) {
        return onCluster(words, CLUSTER);
    }

    private static TrainingCommand.Outcome onCluster(List<String> words, List<String> cluster) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        List<String> all = new ArrayList<>(words);
        all.addAll(cluster);
        int code = Main.run(
                all,
                new Console(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Terminal.none(),
                        Map.of("SPARK_HOME", home.toString())));
        return new TrainingCommand.Outcome(
                code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static List<String> with(List<String> words, String... more) {
        List<String> all = new ArrayList<>(words);
        all.addAll(List.of(more));
        return all;
    }
}
