package dev.smoltulu.graphs.decode;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.TokenInputs;
import java.util.List;

/**
 * From {@link DecodeGraph#LOGITS} to each row's next token. All of these graphs output the likeliest token; they differ
 * in their further outputs, and so in how much leaves the device.
 */
public final class NextTokenGraph {

    /** Sampling temperatures, by which logits are divided, float [batch, 1]. */
    public static final String TEMPERATURES = "temperatures";
    /** A uniform random number in [0, 1) for each row's draw, float [batch, 1]. */
    public static final String UNIFORMS = "uniforms";
    /** The rank of the least likely token that top-k keeps, 0 for the likeliest, int64 [batch, 1]. */
    public static final String LAST_RANKS = "last_ranks";
    /** The share of the kept tokens' mass that top-p keeps, above 1 to keep all, float [batch, 1]. */
    public static final String TOP_P = "top_p";

    /** The likeliest token, of equally likely ones the lowest on the CPU, int64 [batch]. */
    public static final String BEST_TOKENS = "best_tokens";
    /** Its log-probability under the model's own distribution, float [batch, 1]. */
    public static final String BEST_LOG_PROBS = "best_log_probs";
    /** The distribution under the row's temperature, float [batch, vocabulary]. */
    public static final String PROBABILITIES = "probabilities";
    /** Logarithms of the model's own distribution, float [batch, vocabulary]. */
    public static final String LOG_PROBS = "log_probs";
    /** The token that was drawn, int64 [batch, 1]. */
    public static final String TOKENS = "tokens";
    /** The drawn token's log-probability under the model's own distribution, float [batch, 1]. */
    public static final String TOKEN_LOG_PROBS = "token_log_probs";
    /** The drawn token's log-probability among those that could be drawn, float [batch, 1]. */
    public static final String SAMPLING_LOG_PROBS = "sampling_log_probs";

    private final Graph graph;
    private final Operators ops;
    private final Value logits;
    private final Value logProbs;

    private NextTokenGraph(String name, int vocabulary) {
        this.graph = new Graph(name);
        this.ops = new Operators(graph);
        this.logits = graph.input(DecodeGraph.LOGITS, DataType.FLOAT, Shape.of(TokenInputs.BATCH, Dim.of(vocabulary)));
        this.logProbs = ops.logSoftmax(logits);
        // From the logits themselves: the logarithm's rounding may make neighbours equal.
        Value best = ops.argMax(logits);
        graph.output(BEST_TOKENS, best);
        graph.output(BEST_LOG_PROBS, logProbOf(ops.reshape(best, column())));
    }

    /** The likeliest tokens alone. */
    public static Graph greedy(int vocabulary) {
        return new NextTokenGraph("smoltulu_greedy", vocabulary).graph;
    }

    /** Also whole distributions, for sampling outside of the graph: {@link #PROBABILITIES} and {@link #LOG_PROBS}. */
    public static Graph distributions(int vocabulary) {
        NextTokenGraph next = new NextTokenGraph("smoltulu_distributions", vocabulary);
        next.graph.output(PROBABILITIES, next.probabilities());
        next.graph.output(LOG_PROBS, next.logProbs);
        return next.graph;
    }

    /** Also a token drawn from the whole vocabulary. */
    public static Graph sampled(int vocabulary) {
        NextTokenGraph next = new NextTokenGraph("smoltulu_sampled", vocabulary);
        Value uniforms = next.realColumn(UNIFORMS);
        Draw draw = new Draw(next.ops, vocabulary, uniforms);
        Value weights = next.probabilities();
        Draw.Drawn drawn = draw.from(weights);
        next.outputs(weights, drawn, drawn.place());
        return next.graph;
    }

    /**
     * Also a token drawn from those that top-k and then top-p keep, as transformers' logits warpers define them: the
     * tokens down to rank {@link #LAST_RANKS} and all that are as likely as the last of them; of these the fewest whose
     * mass reaches {@link #TOP_P}.
     */
    public static Graph truncated(int vocabulary) {
        NextTokenGraph next = new NextTokenGraph("smoltulu_truncated", vocabulary);
        Operators ops = next.ops;
        Value uniforms = next.realColumn(UNIFORMS);
        Value lastRanks = next.graph.input(LAST_RANKS, DataType.INT64, column());
        Value topP = next.realColumn(TOP_P);
        Draw draw = new Draw(ops, vocabulary, uniforms);
        List<Value> sorted = ops.sortDescending(next.probabilities());
        Value none = ops.scalar(DataType.FLOAT, 0);
        Value least = ops.gatherElements(sorted.get(0), lastRanks, 1);
        Value likely = ops.where(ops.lessOrEqual(least, sorted.get(0)), sorted.get(0), none);
        Value before = draw.sumsBefore(likely);
        Value mass = ops.mul(topP, ops.reduceSum(likely, true, 1));
        Value weights = ops.where(ops.lessOrEqual(mass, before), none, likely);
        Draw.Drawn drawn = draw.from(weights);
        next.outputs(weights, drawn, ops.gatherElements(sorted.get(1), drawn.place(), 1));
        return next.graph;
    }

    private void outputs(Value weights, Draw.Drawn drawn, Value tokens) {
        graph.output(TOKENS, tokens);
        graph.output(TOKEN_LOG_PROBS, logProbOf(tokens));
        Value weight = ops.gatherElements(weights, drawn.place(), 1);
        graph.output(SAMPLING_LOG_PROBS, ops.log(ops.div(weight, drawn.total())));
    }

    private Value probabilities() {
        return ops.softmax(ops.div(logits, realColumn(TEMPERATURES)));
    }

    private Value logProbOf(Value tokens) {
        return ops.gatherElements(logProbs, tokens, 1);
    }

    private Value realColumn(String name) {
        return graph.input(name, DataType.FLOAT, column());
    }

    private static Shape column() {
        return Shape.of(TokenInputs.BATCH, Dim.of(1));
    }
}
