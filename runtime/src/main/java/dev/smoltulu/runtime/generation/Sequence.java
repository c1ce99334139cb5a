package dev.smoltulu.runtime.generation;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/** A request and the tokens that it has generated so far. */
final class Sequence {

    private final int index;
    private final GenerationRequest request;
    private final int limit;
    private final SplittableRandom random;
    private int[] tokens = new int[16];
    private float[] logProbs = new float[16];
    private float[] samplingLogProbs = new float[16];
    private int count;

    /**
     * A request without generated tokens.
     *
     * @param index        its place in the caller's list
     * @param maxPositions of the model
     */
    Sequence(int index, GenerationRequest request, int maxPositions) {
        this.index = index;
        this.request = request;
        this.limit = Math.min(request.maxNewTokens(), maxPositions - request.prompt().length);
        this.random = new SplittableRandom(request.sampling().seed());
    }

    int index() {
        return index;
    }

    int[] prompt() {
        return request.prompt();
    }

    Sampling sampling() {
        return request.sampling();
    }

    SplittableRandom random() {
        return random;
    }

    /** The next random number in single precision, at least 0 and below 1; 0 for greedy decoding. */
    float uniform() {
        return sampling().isGreedy() ? 0f : (random.nextLong() >>> 40) * 0x1p-24f;
    }

    /** Maximum positions that it takes in the cache: its last token is never fed. */
    int capacity() {
        return request.prompt().length + limit - 1;
    }

    int lastToken() {
        return tokens[count - 1];
    }

    /** Positions in the cache once {@link #lastToken} has been fed. */
    int length() {
        return request.prompt().length + count;
    }

    /** Adds a token; returns the reason if it was the last. */
    Optional<FinishReason> add(NextTokens.Choice choice) {
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
            logProbs = Arrays.copyOf(logProbs, 2 * count);
            samplingLogProbs = Arrays.copyOf(samplingLogProbs, 2 * count);
        }
        tokens[count] = choice.token();
        logProbs[count] = choice.logProb();
        samplingLogProbs[count] = choice.samplingLogProb();
        count++;
        if (request.stopTokens().contains(choice.token())) {
            return Optional.of(FinishReason.STOP_TOKEN);
        }
        if (request.stop().stops(tokens, count)) {
            return Optional.of(FinishReason.STOP_RULE);
        }
        return count == limit ? Optional.of(FinishReason.LENGTH) : Optional.empty();
    }

    Completion complete(FinishReason reason) {
        return new Completion(
                Arrays.copyOf(tokens, count),
                Arrays.copyOf(logProbs, count),
                Arrays.copyOf(samplingLogProbs, count),
                reason);
    }
}
