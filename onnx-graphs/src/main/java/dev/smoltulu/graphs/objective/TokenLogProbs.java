package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Log-probabilities of given tokens under the language-model head: log softmax(h W')[id]. Head, softmax and their
 * derivative are one block, in chunks of rows, so that [targets, vocabulary] exists for one chunk at a time.
 */
final class TokenLogProbs {

    private final Operators ops;
    private final int chunks;

    TokenLogProbs(Operators ops, int chunks) {
        this.ops = ops;
        this.chunks = chunks;
    }

    /**
     * The log-probability of each id.
     *
     * @param hidden [targets, hidden]; targets must be a multiple of the number of chunks
     * @param head   [vocabulary, hidden]
     * @param ids    int64 [targets]
     * @return [targets]
     */
    Value of(Value hidden, Value head, Value ids) {
        List<Chunk> parts = new ArrayList<>();
        return ops.graph().differentiable("token_log_probs", List.of(hidden, head), () -> {
            List<Value> rows = split(hidden);
            List<Value> targets = split(ids);
            List<Value> results = new ArrayList<>();
            for (int i = 0; i < chunks; i++) {
                Chunk chunk = chunk(rows.get(i), head, targets.get(i));
                parts.add(chunk);
                results.add(chunk.logProb());
            }
            return ops.reshape(joined(results, Dim.of(1)), Shape.of(hidden.shape().dim(0)));
        }, out -> (gradient, at) -> derivative(gradient, head, parts, at));
    }

    /**
     * What inference wants to know of each id.
     *
     * @param logProbs [targets]
     * @param topIds   the most likely id in its place, of equally likely ones the lowest, int64 [targets]
     */
    record Scores(Value logProbs, Value topIds) {
    }

    /** {@link #of} without a derivative, and the most likely ids. */
    Scores scores(Value hidden, Value head, Value ids) {
        List<Value> rows = split(hidden);
        List<Value> targets = split(ids);
        List<Value> logProbs = new ArrayList<>();
        List<Value> topIds = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            Chunk chunk = chunk(rows.get(i), head, targets.get(i));
            Value top = ops.argMax(chunk.logSoftmax());
            // Both readers of a chunk's log-softmax, so that it is freed before the next chunk starts.
            ops.graph().computeEarly(chunk.logProb());
            ops.graph().computeEarly(top);
            logProbs.add(chunk.logProb());
            topIds.add(top);
        }
        Shape all = Shape.of(hidden.shape().dim(0));
        return new Scores(ops.reshape(joined(logProbs, Dim.of(1)), all),
                chunks == 1 ? topIds.get(0) : ops.concat(topIds, 0, all));
    }

    /**
     * One chunk's forward values.
     *
     * @param logSoftmax [rows, vocabulary]
     * @param logProb    [rows, 1]
     */
    private record Chunk(Value hidden, Value ids, Value logSoftmax, Value logProb) {
    }

    private Chunk chunk(Value hidden, Value head, Value ids) {
        Value logSoftmax = ops.logSoftmax(ops.matMul(hidden, false, head, true, 1f));
        Value column = ops.reshape(ids, Shape.of(ids.shape().dim(0), Dim.of(1)));
        return new Chunk(hidden, column, logSoftmax, ops.gatherElements(logSoftmax, column, 1));
    }

    /**
     * d logits = g * (onehot - p), one row a target. The row's g is applied to the [rows, hidden] side of both products
     * instead of to [rows, vocabulary]. Subtracting one at the target is written as setting p - 1 there: that makes
     * the product depend on the log-probability and so frees the chunk's log-softmax before the next chunk starts.
     * The head's gradient is summed up in its transposed form, whose product is faster, and turned once.
     */
    private List<Value> derivative(Value gradient, Value head, List<Chunk> parts, UnaryOperator<Value> at) {
        List<Value> rowGradients = split(ops.neg(gradient));
        List<Value> dHidden = new ArrayList<>();
        Value dHead = null;
        for (int i = 0; i < chunks; i++) {
            Chunk chunk = parts.get(i);
            Value g = rowGradients.get(i);
            Value column = ops.reshape(g, Shape.of(g.shape().dim(0), Dim.of(1)));
            Value p = ops.exp(at.apply(chunk.logSoftmax()));
            Value atTarget = ops.sub(ops.exp(at.apply(chunk.logProb())), ops.scalar(p.type(), 1));
            Value error = ops.scatterElements(p, at.apply(chunk.ids()), atTarget, 1);
            Value scaled = ops.transpose(ops.mul(at.apply(chunk.hidden()), column), 1, 0);
            dHead = dHead == null ? ops.matMul(scaled, error) : ops.gemm(scaled, false, error, false, dHead);
            dHidden.add(ops.mul(ops.matMul(error, at.apply(head)), column));
            ops.graph().computeEarly(dHead);
            ops.graph().computeEarly(dHidden.get(i));
        }
        Value turned = ops.transpose(dHead, 1, 0);
        ops.graph().computeEarly(turned);
        return List.of(joined(dHidden, head.shape().dim(1)), turned);
    }

    private List<Value> split(Value x) {
        return chunks == 1 ? List.of(x) : ops.split(x, 0, chunks);
    }

    private Value joined(List<Value> parts, Dim width) {
        Dim rows = parts.get(0).shape().dim(0).times(Dim.of(chunks));
        return chunks == 1 ? parts.get(0) : ops.concat(parts, 0, Shape.of(rows, width));
    }

}
