package dev.smoltulu.trainer.metrics;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.ShortestDecimal;
import java.util.List;

/** How a row of metrics.jsonl is written: keys in a fixed order, shortest decimals, null for what is not finite. */
final class MetricsRow {

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

    private MetricsRow() {}

    static JsonObject of(StepMetrics metrics) {
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

    static JsonObject of(EvalMetrics metrics) {
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
