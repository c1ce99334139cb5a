package dev.smoltulu.tools.cluster;

import java.util.List;
import java.util.Optional;

/**
 * What the driver tells of a unit or an executor.
 *
 * @param kind    what happened
 * @param subject the unit, or the executor's number
 * @param host    where; empty for an executor
 * @param detail  milliseconds, a reason, or an exit code and the last line printed
 */
record SparkEvent(Kind kind, String subject, String host, String detail) {

    enum Kind {
        STARTED("started"), ENDED("ended"), LOST("lost"), FAILED("failed"), EXECUTOR_LOST("executor-lost");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /** The event that a line of the driver's output stands for; other lines stand for none. */
    static Optional<SparkEvent> read(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(fields.get(0)) && fields.size() >= 3) {
                boolean executor = kind == Kind.EXECUTOR_LOST;
                return Optional.of(new SparkEvent(kind, fields.get(1), executor ? "" : fields.get(2),
                        String.join(" ", fields.subList(executor ? 2 : 3, fields.size()))));
            }
        }
        return Optional.empty();
    }
}
