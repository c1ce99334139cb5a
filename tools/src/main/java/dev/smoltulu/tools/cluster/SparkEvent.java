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
        STARTED("started"),
        ENDED("ended"),
        LOST("lost"),
        FAILED("failed"),
        EXECUTOR_LOST("executor-lost");

        private final String word;

        Kind(String word) {
            this.word = word;
        }
    }

    /**
     * What a user is told of a lost task or executor; nothing of other events.
     *
     * @param unit what a task does, as a word
     */
    Optional<String> loss(String unit) {
        return switch (kind) {
            case LOST -> Optional.of(unit + " " + subject + " was lost on " + host + " and is tried again: " + detail);
            case EXECUTOR_LOST -> Optional.of("Spark lost executor " + subject + ": " + detail);
            case STARTED, ENDED, FAILED -> Optional.empty();
        };
    }

    /** The event that a line of the driver's output stands for; other lines stand for none. */
    static Optional<SparkEvent> read(String line) {
        List<String> fields = List.of(line.split("\t", -1));
        for (Kind kind : Kind.values()) {
            if (kind.word.equals(fields.get(0)) && fields.size() >= 3) {
                boolean executor = kind == Kind.EXECUTOR_LOST;
                return Optional.of(new SparkEvent(
                        kind,
                        fields.get(1),
                        executor ? "" : fields.get(2),
                        String.join(" ", fields.subList(executor ? 2 : 3, fields.size()))));
            }
        }
        return Optional.empty();
    }
}
