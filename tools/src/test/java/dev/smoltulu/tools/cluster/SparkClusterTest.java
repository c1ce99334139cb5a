package dev.smoltulu.tools.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SparkClusterTest {

    private static final List<String> UNIT = List.of("sweep", "cell");

    /** Their number decides rounding: a study on a cluster is to have the results of one process here. */
    @Test
    void aTaskHasAsManyThreadsAsThisProcess() {
        assertEquals(
                List.of(option(SessionSettings.on(Device.CPU).threads())),
                threads(cluster(OptionalInt.empty(), Optional.empty())));
    }

    @Test
    void reservedProcessorsAreTheTasksThreads() {
        List<String> command = cluster(OptionalInt.of(3), Optional.empty());
        assertEquals(List.of(option(3)), threads(command));
        assertTrue(command.contains("spark.task.cpus=3"), command.toString());
    }

    @Test
    void aLauncherIsGivenThemInTheEnvironment() {
        List<String> command = cluster(OptionalInt.of(3), Optional.of("/opt/smoltulu/smoltulu"));
        assertTrue(
                command.stream().anyMatch(word -> word.startsWith("SMOLTULU_JAVA_OPTS=") && word.contains(option(3))),
                command.toString());
    }

    private static List<String> cluster(OptionalInt taskCpus, Optional<String> program) {
        return new SparkCluster(
                        Path.of("spark-submit"), Path.of("job.jar"), "local[2]", List.of(), taskCpus, program, "Main")
                .command("name", Path.of("units"), UNIT);
    }

    private static String option(int threads) {
        return "-D" + SessionSettings.THREADS_PROPERTY + "=" + threads;
    }

    private static List<String> threads(List<String> command) {
        return command.stream()
                .filter(word -> word.startsWith("-D" + SessionSettings.THREADS_PROPERTY))
                .toList();
    }
}
