package dev.smoltulu.graphs.objective;

import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Log-probabilities of given tokens under the language-model head: log softmax(scale * h W')[id]. Head, softmax and
 * their derivative are one block, in chunks of rows, so that [targets, vocabulary] exists for one chunk at a time.
 */
final class TokenLogProbs {

    private final Operators ops;
    private final int chunks;
    private final float scale;

    TokenLogProbs(Operators ops, int chunks) {
        this(ops, chunks, 1f);
    }

    /** @param scale the factor of logits: the reciprocal of a temperature */
    TokenLogProbs(Operators ops, int chunks, float scale) {
        this.ops = ops;
        this.chunks = chunks;
        this.scale = scale;
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
        return ops.concat(
                parts(hidden, head, ids, false).logProbs(),
                0,
                Shape.of(hidden.shape().dim(0)));
    }

    /**
     * The targets' log-probabilities, one list element per chunk.
     *
     * @param logProbs  [targets / chunks] each. A loss over one chunk alone has its gradient before the next chunk's
     *                  logits exist
     * @param entropies of the distribution at each target's place, in nats, of the same shapes and without a gradient;
     *                  empty where they were not asked for
     */
    record Parts(List<Value> logProbs, List<Value> entropies) {}

    /** {@link #of} chunk by chunk, with entropies if asked for. */
    Parts parts(Value hidden, Value head, Value ids, boolean entropies) {
        List<Chunk> parts = new ArrayList<>();
        List<Value> logProbs = ops.graph()
                .differentiableParts(
                        "token_log_probs",
                        List.of(hidden, head),
                        () -> {
                            List<Value> rows = ops.split(hidden, 0, chunks);
                            List<Value> targets = ops.split(ids, 0, chunks);
                            for (int i = 0; i < chunks; i++) {
                                parts.add(chunk(rows.get(i), head, targets.get(i), entropies));
                            }
                            parts.forEach(this::computeEarly);
                            return parts.stream()
                                    .map(part -> ops.reshape(part.logProb(), part.rows()))
                                    .toList();
                        },
                        out -> (gradients, at) -> derivative(gradients, head, parts, at));
        return new Parts(
                logProbs,
                parts.stream().flatMap(part -> part.entropy().stream()).toList());
    }

    /**
     * The outputs of inference.
     *
     * @param logProbs [targets]
     * @param topIds   the likeliest id at each target's place, of equally likely ones the lowest, int64 [targets]
     */
    record Scores(Value logProbs, Value topIds) {}

    /** {@link #of} without a derivative, and the likeliest ids. */
    Scores scores(Value hidden, Value head, Value ids) {
        List<Value> rows = ops.split(hidden, 0, chunks);
        List<Value> targets = ops.split(ids, 0, chunks);
        List<Value> logProbs = new ArrayList<>();
        List<Value> topIds = new ArrayList<>();
        for (int i = 0; i < chunks; i++) {
            Chunk chunk = chunk(rows.get(i), head, targets.get(i), false);
            Value top = ops.argMax(chunk.logSoftmax());
            // Both readers of a chunk's log-softmax, so that it is freed before the next chunk starts.
            ops.graph().computeEarly(chunk.logProb());
            ops.graph().computeEarly(top);
            logProbs.add(ops.reshape(chunk.logProb(), chunk.rows()));
            topIds.add(top);
        }
        Shape all = Shape.of(hidden.shape().dim(0));
        return new Scores(ops.concat(logProbs, 0, all), ops.concat(topIds, 0, all));
    }

    /**
     * One chunk's forward values.
     *
     * @param logSoftmax [rows, vocabulary]
     * @param logProb    [rows, 1]
     * @param entropy    [rows]
     */
    private record Chunk(Value hidden, Value ids, Value logSoftmax, Value logProb, Optional<Value> entropy) {

        Shape rows() {
            return Shape.of(ids.shape().dim(0));
        }
    }

    private Chunk chunk(Value hidden, Value head, Value ids, boolean withEntropy) {
        Value logits = ops.matMul(hidden, false, head, true, scale);
        Value logSoftmax = ops.logSoftmax(ops.cast(logits, logits.type().wide()));
        Value column = ops.reshape(ids, Shape.of(ids.shape().dim(0), Dim.of(1)));
        Optional<Value> entropy = withEntropy
                ? Optional.of(ops.neg(ops.reduceSum(ops.mul(ops.exp(logSoftmax), logSoftmax), false, 1)))
                : Optional.empty();
        return new Chunk(hidden, column, logSoftmax, ops.gatherElements(logSoftmax, column, 1), entropy);
    }

    /** Where a chunk's log-softmax has two readers, both come before the next chunk starts. */
    private void computeEarly(Chunk chunk) {
        chunk.entropy().ifPresent(entropy -> {
            ops.graph().computeEarly(chunk.logProb());
            ops.graph().computeEarly(entropy);
        });
    }

    /**
     * d logits = g * (onehot - p), one row per target. The row's g is applied to the [rows, hidden] operand of both
     * matrix multiplications instead of to [rows, vocabulary]. Subtracting one at the target is written as setting p -
     * 1 there: that makes the multiplication depend on the log-probability and so frees the chunk's log-softmax before
     * the next chunk starts. The head's gradient is summed in its transposed form, whose multiplication is faster, and
     * transposed once.
     */
    private List<Value> derivative(List<Value> gradients, Value head, List<Chunk> parts, UnaryOperator<Value> at) {
        List<Value> dHidden = new ArrayList<>();
        Value dHead = null;
        for (int i = 0; i < chunks; i++) {
            Chunk chunk = parts.get(i);
            Value g = ops.mul(gradients.get(i), ops.scalar(head.type(), -scale));
            Value column = ops.reshape(g, Shape.of(g.shape().dim(0), Dim.of(1)));
            Value p = ops.exp(at.apply(chunk.logSoftmax()));
            Value atTarget = ops.sub(ops.exp(at.apply(chunk.logProb())), ops.scalar(p.type(), 1));
            Value error = ops.scatterElements(p, at.apply(chunk.ids()), atTarget, 1);
            Value scaled = ops.transpose(ops.mul(at.apply(chunk.hidden()), column), 1, 0);
            dHead = dHead == null ? ops.matMul(scaled, error) : ops.gemm(scaled, false, error, false, dHead);
            dHidden.add(ops.mul(ops.matMul(error, at.apply(head)), column));
            ops.graph().computeEarly(dHead);
            ops.graph().computeEarly(dHidden.get(i));
            computeEarly(chunk);
        }
        Value dHeadRows = ops.transpose(dHead, 1, 0);
        ops.graph().computeEarly(dHeadRows);
        Dim targets = dHidden.get(0).shape().dim(0).times(Dim.of(chunks));
        return List.of(ops.concat(dHidden, 0, Shape.of(targets, head.shape().dim(1))), dHeadRows);
    }
}
