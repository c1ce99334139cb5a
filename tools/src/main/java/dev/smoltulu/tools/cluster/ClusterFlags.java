package dev.smoltulu.tools.cluster;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tools.cli.Console;
import dev.smoltulu.tools.cli.FlagGroup;
import dev.smoltulu.tools.cli.FlagValues;
import dev.smoltulu.tools.cli.Program;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The flags that send work to a cluster. */
public final class ClusterFlags {

    public static final String MASTER = "master";
    private static final String SPARK_CONF = "spark-conf";
    private static final String TASK_CPUS = "task-cpus";
    private static final int MAX_CPUS = 999;
    private static final String WORKER_PROGRAM = "worker-program";

    private ClusterFlags() {}

    /** All flags that a task's own command line goes without. */
    static Set<String> names() {
        return Set.of(MASTER, SPARK_CONF, TASK_CPUS, WORKER_PROGRAM);
    }

    /**
     * The flags with what the help says of them.
     *
     * @param unit what a task does, as a word
     * @param more flags of one verb
     */
    public static FlagGroup group(String unit, Option... more) {
        List<Option> flags = new ArrayList<>(List.of(
                FlagGroup.valued(
                        MASTER,
                        "URL",
                        "run each " + unit + " as a task of Apache Spark: local[N], "
                                + "spark://HOST:PORT, yarn or k8s://URL; SPARK_HOME names the installation"),
                FlagGroup.repeated(SPARK_CONF, "KEY=VALUE", "a setting of Spark; may be given several times"),
                FlagGroup.valued(
                        TASK_CPUS,
                        "N",
                        "processors that Spark reserves for a task, and threads of its "
                                + "process (default: 1 reserved, as many threads as there are processors here, so that "
                                + "results are those of one process)"),
                FlagGroup.valued(
                        WORKER_PROGRAM,
                        "PATH",
                        "smoltulu on the workers, a bundle's for instance (default: "
                                + "Java and class path of this process, under the same paths)")));
        flags.addAll(List.of(more));
        return FlagGroup.of("On a cluster (docs/cluster.md)", flags.toArray(Option[]::new));
    }

    /**
     * The cluster that the command line names.
     *
     * @throws UserError when it cannot be used, or flags for it come without it
     */
    public static Optional<SparkCluster> cluster(CommandLine line, Console console, Program program) {
        if (!line.hasOption(MASTER)) {
            for (String flag : List.of(SPARK_CONF, TASK_CPUS, WORKER_PROGRAM)) {
                if (line.hasOption(flag)) {
                    throw UserError.usage("--" + flag + " goes with --" + MASTER + "; add --" + MASTER + " URL");
                }
            }
            return Optional.empty();
        }
        List<String> settings =
                line.hasOption(SPARK_CONF) ? Arrays.asList(line.getOptionValues(SPARK_CONF)) : List.of();
        for (String setting : settings) {
            if (!setting.matches("spark\\.[^=\\s]+=.*")) {
                throw UserError.usage("--" + SPARK_CONF + " must be spark.KEY=VALUE, not \"" + setting + "\"");
            }
        }
        return Optional.of(SparkCluster.of(
                line.getOptionValue(MASTER),
                settings,
                FlagValues.between(1, MAX_CPUS, line, TASK_CPUS),
                Optional.ofNullable(line.getOptionValue(WORKER_PROGRAM)),
                console.environment(),
                program.mainClass()));
    }
}
