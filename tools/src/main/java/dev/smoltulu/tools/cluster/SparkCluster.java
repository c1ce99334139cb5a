package dev.smoltulu.tools.cluster;

import dev.smoltulu.base.UserError;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.sweep.run.ChildProcesses;
import dev.smoltulu.tools.cli.ProgramHome;
import dev.smoltulu.tools.sweep.ParentWatch;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Command lines for an Apache Spark cluster. The driver is a process that spark-submit starts, and each task starts one
 * on its executor: Spark's libraries and ours never share a class path.
 *
 * @param submit   spark-submit of the installation
 * @param job      jar with the driver
 * @param settings of Spark, {@code key=value}
 * @param taskCpus processors that Spark reserves for a task, and threads of its process; empty where Spark reserves one and
 *                 a process has the threads that it would have here, because their number decides the rounding
 * @param program  the launcher on the workers; empty where they see this process's Java and class path
 * @param mainClass of a Java process where there is no launcher
 */
public record SparkCluster(
        Path submit,
        Path job,
        String master,
        List<String> settings,
        OptionalInt taskCpus,
        Optional<String> program,
        String mainClass) {

    /** System property that names the jar with the driver; without it the jar is where the launcher builds it. */
    private static final String JOB_PROPERTY = "smoltulu.spark.jar";

    private static final String JOB_CLASS = "dev.smoltulu.spark.UnitJob";
    private static final List<String> MASTERS = List.of("local", "spark://", "yarn", "k8s://");

    static SparkCluster of(
            String master,
            List<String> settings,
            OptionalInt taskCpus,
            Optional<String> program,
            Map<String, String> environment,
            String mainClass) {
        if (MASTERS.stream().noneMatch(master::startsWith)) {
            throw UserError.usage("--" + ClusterFlags.MASTER
                    + " must be local[N], spark://HOST:PORT, yarn or k8s://URL, " + "not \"" + master + "\"");
        }
        return new SparkCluster(submit(environment), builtJob(), master, settings, taskCpus, program, mainClass);
    }

    private static Path submit(Map<String, String> environment) {
        String home = environment.getOrDefault("SPARK_HOME", "");
        if (!home.isBlank()) {
            Path submit = Path.of(home, "bin", "spark-submit");
            if (!Files.isExecutable(submit)) {
                throw UserError.usage(
                        "SPARK_HOME=" + home + " has no bin/spark-submit; unpack a download of Apache Spark "
                                + "(3.5 or newer) and set SPARK_HOME to its folder");
            }
            return submit;
        }
        return Arrays.stream(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "spark-submit"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> UserError.usage("--" + ClusterFlags.MASTER + " needs Apache Spark (3.5 or newer): "
                        + "unpack a download of it and set SPARK_HOME to its folder"));
    }

    private static Path builtJob() {
        String named = System.getProperty(JOB_PROPERTY);
        if (named != null) {
            return Path.of(named);
        }
        return ProgramHome.sourceTree()
                .map(home -> home.resolve("spark/target/smoltulu-spark.jar"))
                .filter(Files::exists)
                .orElseThrow(
                        () -> UserError.failed("the Spark module is not built; start the program by ./smoltulu in its "
                                + "source tree, which builds it"));
    }

    /**
     * The process that runs units to their end and prints what becomes of them, as {@link SparkRun.Event} reads it.
     *
     * @param name  of the application
     * @param units file with a unit a line
     * @param words what a task runs, before its unit
     */
    List<String> command(String name, Path units, List<String> words) {
        List<String> command = new ArrayList<>(List.of(submit.toString(), "--master", master, "--name", name));
        taskCpus.ifPresent(cpus -> command.addAll(List.of("--conf", "spark.task.cpus=" + cpus)));
        settings.forEach(setting -> command.addAll(List.of("--conf", setting)));
        command.addAll(List.of("--class", JOB_CLASS, job.toString(), units.toString()));
        command.addAll(program(words));
        return command;
    }

    private List<String> program(List<String> words) {
        List<String> options = List.of(
                "-D" + ParentWatch.PROPERTY + "=true",
                "-D" + SessionSettings.THREADS_PROPERTY + "=" + taskCpus.orElse(SessionSettings.defaultThreads()));
        if (program.isEmpty()) {
            return ChildProcesses.java(options, mainClass, words);
        }
        List<String> command =
                new ArrayList<>(List.of("env", "SMOLTULU_JAVA_OPTS=" + String.join(" ", options), program.get()));
        command.addAll(words);
        return command;
    }
}
