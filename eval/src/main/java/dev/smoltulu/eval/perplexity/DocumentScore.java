package dev.smoltulu.eval.perplexity;

import dev.smoltulu.eval.data.Document;

/**
 * What a model makes of a document.
 *
 * @param tokens        token ids scored
 * @param windows       forward passes it was cut into
 * @param logLikelihood summed log-probability of its tokens, in nats
 * @param words         see {@link TextLength#words}
 * @param bytes         see {@link TextLength#bytes}
 */
public record DocumentScore(
        Document document, long tokens, int windows, double logLikelihood, long words, long bytes) {}
