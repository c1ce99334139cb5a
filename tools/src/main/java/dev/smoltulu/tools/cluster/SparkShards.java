package dev.smoltulu.tools.cluster;

import dev.smoltulu.base.UserError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.commons.cli.CommandLine;
import org.apache.commons.cli.Option;

/** The shards of an evaluation as tasks of Apache Spark. */
public final class SparkShards {

    private static final String SHARDS = "shards";

    private SparkShards() {}

    /**
     * Lets every shard be asked; its answers wait in the output folder then.
     *
     * @param line   of the evaluation, with absolute paths or ones that hold in this process's folder
     * @param output the evaluation's folder
     * @param notes  receives the progress of the shards, in a line each
     * @throws UserError when a shard failed
     */
    public static void run(
            SparkCluster cluster,
            CommandLine line,
            int shards,
            Path output,
            Consumer<String> notes,
            BooleanSupplier stop) {
        List<String> words = new ArrayList<>(List.of("eval"));
        for (Option option : line.getOptions()) {
            if (!ClusterFlags.names().contains(option.getLongOpt())
                    && !option.getLongOpt().equals(SHARDS)) {
                words.add("--" + option.getLongOpt());
                words.addAll(option.getValuesList());
            }
        }
        words.add("--shard");
        List<String> units = IntStream.rangeClosed(1, shards)
                .mapToObj(number -> number + "/" + shards)
                .toList();
        List<String> failures = new ArrayList<>();
        new SparkRun(cluster, output.resolve("spark"))
                .run(
                        "smoltulu eval " + output.getFileName(),
                        units,
                        words,
                        event -> {
                            event.loss("shard").ifPresent(notes);
                            switch (event.kind()) {
                                case STARTED -> notes.accept("shard " + event.subject() + " runs on " + event.host());
                                case ENDED -> notes.accept("shard " + event.subject() + " has ended");
                                case LOST, EXECUTOR_LOST -> {}
                                case FAILED ->
                                    failures.add("shard " + event.subject() + " failed on " + event.host()
                                            + " with exit code " + event.detail());
                            }
                        },
                        stop);
        if (!failures.isEmpty()) {
            throw UserError.failed(
                    failures.get(0) + (failures.size() == 1 ? "" : " (and " + (failures.size() - 1) + " more)")
                            + "; what was answered stays, the same command goes on");
        }
    }
}
