package dev.smoltulu.trainer.batch;

import dev.smoltulu.tokenizer.TokenSequence;

/**
 * A sequence with the share of the loss that each of its trained tokens has.
 *
 * @param weight of every trained token, see LossReduction
 */
public record WeightedSequence(TokenSequence sequence, double weight) {

    public int length() {
        return sequence.length();
    }
}
