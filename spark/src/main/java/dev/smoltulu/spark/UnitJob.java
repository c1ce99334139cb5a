package dev.smoltulu.spark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A Spark application that runs units, one task each: {@code UnitJob UNITS_FILE PROGRAM WORD...}. The file has a unit's
 * name a line; its command line is the words and then the name. A unit whose process or executor dies is tried again as
 * {@code spark.task.maxFailures} says, so it must be one that may be begun twice. Master, memory and all else are
 * spark-submit's. Exit code 0 says that every unit's process has ended by itself.
 */
public final class UnitJob {

    private static final int USAGE = 2;

    private UnitJob() {}

    public static void main(String[] words) throws IOException {
        if (words.length < 2) {
            System.err.println("usage: UnitJob UNITS_FILE PROGRAM [WORD]...");
            System.exit(USAGE);
        }
        List<String> units = Files.readAllLines(Path.of(words[0]));
        List<String> command = Arrays.asList(words).subList(1, words.length);
        run(new SparkConf().setIfMissing("spark.app.name", "smoltulu"), units, command);
    }

    /** Units that end with an error of their own are told and not tried again. */
    private static void run(SparkConf settings, List<String> units, List<String> command) {
        UnitProgress progress = new UnitProgress(units, System.out);
        try (JavaSparkContext spark = new JavaSparkContext(settings)) {
            spark.sc().addSparkListener(progress);
            UnitTask task = new UnitTask(command, System.getProperty("user.dir"));
            List<UnitOutcome> outcomes =
                    spark.parallelize(units, units.size()).map(task).collect();
            outcomes.stream()
                    .filter(outcome -> !outcome.succeeded())
                    .forEach(outcome -> progress.event(
                            "failed",
                            outcome.unit(),
                            outcome.host(),
                            Integer.toString(outcome.exitCode()),
                            outcome.lastLine()));
        }
    }
}
