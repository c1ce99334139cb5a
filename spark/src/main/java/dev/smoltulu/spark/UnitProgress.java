package dev.smoltulu.spark;

import java.io.PrintStream;
import java.util.List;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;

/**
 * Tells what becomes of the units, an event a line, tab-separated, for the program that submitted them:
 * {@code started UNIT HOST}, {@code ended UNIT HOST MILLISECONDS}, {@code lost UNIT HOST REASON} (Spark tries again or
 * gives up) and {@code executor-lost ID REASON}.
 */
final class UnitProgress extends SparkListener {

    private final List<String> units;
    private final PrintStream events;

    /**
     * @param units in the order of the partitions, one each
     */
    UnitProgress(List<String> units, PrintStream events) {
        this.units = List.copyOf(units);
        this.events = events;
    }

    @Override
    public void onTaskStart(SparkListenerTaskStart start) {
        event("started", unit(start.taskInfo().index()), start.taskInfo().host());
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd end) {
        String unit = unit(end.taskInfo().index());
        String host = end.taskInfo().host();
        if (end.reason() == Success$.MODULE$) {
            event("ended", unit, host, Long.toString(end.taskInfo().duration()));
        } else {
            event("lost", unit, host, end.reason().toString());
        }
    }

    @Override
    public void onExecutorRemoved(SparkListenerExecutorRemoved removed) {
        event("executor-lost", removed.executorId(), removed.reason());
    }

    private String unit(int partition) {
        return units.get(partition);
    }

    void event(String... fields) {
        StringBuilder line = new StringBuilder();
        for (String field : fields) {
            line.append(line.isEmpty() ? "" : "\t")
                    .append(field.lines().findFirst().orElse("").replace('\t', ' '));
        }
        synchronized (events) {
            events.println(line);
        }
    }
}
