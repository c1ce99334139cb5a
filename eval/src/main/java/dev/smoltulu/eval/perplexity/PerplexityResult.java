package dev.smoltulu.eval.perplexity;

import dev.smoltulu.eval.data.DocumentFile;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Perplexity over documents: all log-likelihoods are summed before they are divided, so long documents weigh more.
 *
 * @param scores one a document, in the file's order
 */
public record PerplexityResult(List<DocumentScore> scores) {

    public PerplexityResult {
        scores = List.copyOf(scores);
    }

    /** exp(-log-likelihood / words). */
    public double wordPerplexity() {
        return Math.exp(-logLikelihood() / sum(DocumentScore::words));
    }

    /** exp(-log-likelihood / bytes). */
    public double bytePerplexity() {
        return Math.exp(-logLikelihood() / sum(DocumentScore::bytes));
    }

    /** The base 2 logarithm of {@link #bytePerplexity}. */
    public double bitsPerByte() {
        return -logLikelihood() / sum(DocumentScore::bytes) / Math.log(2);
    }

    /** Mean negative log-likelihood of a token, in nats: the loss that training reports. */
    public double tokenLoss() {
        return -logLikelihood() / tokens();
    }

    /** Log-likelihood of all documents, in nats. */
    public double logLikelihood() {
        return scores.stream().mapToDouble(DocumentScore::logLikelihood).sum();
    }

    /** Scored tokens of all documents. */
    public long tokens() {
        return sum(DocumentScore::tokens);
    }

    /** Windows of all documents. */
    public long windows() {
        return sum(DocumentScore::windows);
    }

    private long sum(ToLongFunction<DocumentScore> part) {
        return scores.stream().mapToLong(part).sum();
    }

    /**
     * What a model makes of a document.
     *
     * @param tokens        token ids scored
     * @param windows       forward passes it was cut into
     * @param logLikelihood summed log-probability of its tokens, in nats
     * @param words         see {@link Perplexity.TextLength#words}
     * @param bytes         see {@link Perplexity.TextLength#bytes}
     */
    record DocumentScore(
            DocumentFile.Document document, long tokens, int windows, double logLikelihood, long words, long bytes) {}
}
