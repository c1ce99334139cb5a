package dev.smoltulu.runtime.generation;

import dev.smoltulu.UserError;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.runtime.OwnedResources;
import dev.smoltulu.runtime.Tensor;
import java.util.SplittableRandom;

/** What comes next in each of some rows: distributions over the vocabulary as the graph writes them. */
final class NextTokens implements AutoCloseable {

    private final OwnedResources owned = new OwnedResources();
    private final int vocabulary;
    private final Tensor best;
    private final Tensor probabilities;
    private final Tensor logProbs;

    /**
     * A chosen token.
     *
     * @param logProb         under the model's own distribution
     * @param samplingLogProb under the one it was drawn from
     */
    record Choice(int token, float logProb, float samplingLogProb) {
    }

    NextTokens(int rows, int vocabulary) {
        this.vocabulary = vocabulary;
        try {
            this.best = owned.own(Tensor.zeros(DataType.INT64, rows));
            this.probabilities = owned.own(Tensor.zeros(DataType.FLOAT, rows, vocabulary));
            this.logProbs = owned.own(Tensor.zeros(DataType.FLOAT, rows, vocabulary));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Rows whose distributions Java can address in one buffer. */
    static int mostRows(int vocabulary) {
        return Math.max(1, Integer.MAX_VALUE / DataType.FLOAT.bytes() / vocabulary);
    }

    int rows() {
        return Math.toIntExact(best.elements());
    }

    Tensor best() {
        return best;
    }

    Tensor probabilities() {
        return probabilities;
    }

    Tensor logProbs() {
        return logProbs;
    }

    /**
     * Chooses a row's next token.
     *
     * @throws UserError when the model's output is not finite
     */
    Choice choose(int row, Sampling sampling, SplittableRandom random, TokenSampler sampler) {
        int likeliest = Math.toIntExact(best.buffer().asLongBuffer().get(row));
        requireFinite(logProb(row, likeliest));
        if (sampling.isGreedy()) {
            return new Choice(likeliest, logProb(row, likeliest), 0f);
        }
        probabilities.floats().get(row * vocabulary, sampler.probabilities());
        TokenSampler.Draw draw = sampler.draw(sampling, random);
        return new Choice(draw.token(), logProb(row, draw.token()), (float) Math.log(draw.probability()));
    }

    private float logProb(int row, int token) {
        return logProbs.floats().get(row * vocabulary + token);
    }

    private static void requireFinite(float logProb) {
        if (!Float.isFinite(logProb)) {
            throw UserError.failed("the model's output is not finite: its weights are broken, or its training has "
                    + "diverged; take other weights");
        }
    }

    @Override
    public void close() {
        owned.close();
    }
}
