package dev.smoltulu.trainer.metrics;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.ShortestDecimal;
import java.nio.file.Path;
import java.util.List;

/**
 * metrics.jsonl of a run, written line by line: keys in a fixed order, shortest decimals, null for what is not finite.
 */
public final class MetricsLog implements AutoCloseable {

    static final List<String> STEP_KEYS = List.of(
            "step",
            "epoch",
            "loss",
            "learning_rate",
            "grad_norm",
            "tokens",
            "trained_tokens",
            "tokens_per_second",
            "seconds");

    /** Before the measures of an evaluation. */
    static final String EVAL = "eval_";

    private final StepLog log;

    private MetricsLog(StepLog log) {
        this.log = log;
    }

    /** Starts an empty log; refuses a file that exists. */
    public static MetricsLog create(Path file) {
        return new MetricsLog(StepLog.create(file));
    }

    /** Goes on with a log as {@link StepLog#resume(Path, long)} does. */
    public static MetricsLog resume(Path file, long step) {
        return new MetricsLog(StepLog.resume(file, step, MetricsHistory::isRow));
    }

    public void write(StepMetrics metrics) {
        log.append(row(metrics));
    }

    public void write(EvalMetrics metrics) {
        log.append(row(metrics));
    }

    /** Returns when every line written so far is on the disk; to be called before a checkpoint is committed. */
    public void sync() {
        log.sync();
    }

    @Override
    public void close() {
        log.close();
    }

    private static JsonObject row(StepMetrics metrics) {
        JsonObject row = new JsonObject();
        row.addProperty("step", metrics.step());
        row.add("epoch", number(metrics.epoch()));
        row.add("loss", number(metrics.loss()));
        row.add("learning_rate", number(metrics.learningRate()));
        row.add("grad_norm", number(metrics.gradNorm()));
        row.addProperty("tokens", metrics.tokens());
        row.addProperty("trained_tokens", metrics.trainedTokens());
        row.add("tokens_per_second", number(metrics.tokensPerSecond()));
        row.add("seconds", number(metrics.seconds()));
        metrics.more().forEach((key, value) -> row.add(key, number(value)));
        return row;
    }

    private static JsonObject row(EvalMetrics metrics) {
        JsonObject row = new JsonObject();
        row.addProperty("step", metrics.step());
        row.add("epoch", number(metrics.epoch()));
        metrics.measures().forEach((key, value) -> row.add(EVAL + key, number(value)));
        return row;
    }

    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(ShortestDecimal.of(value)) : JsonNull.INSTANCE;
    }
}
