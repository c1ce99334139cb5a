package dev.smoltulu.trainer.sft;

import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.batch.WeightedSequence;
import dev.smoltulu.trainer.data.SftDataset;
import java.util.Arrays;
import java.util.List;

/**
 * One optimizer step's examples with their shares of the loss.
 *
 * @param tokens        of all sequences
 * @param trainedTokens of all sequences
 */
record SftBatch(List<WeightedSequence> sequences, long tokens, long trainedTokens) {

    /** The batch of the examples at {@code indices}, under {@code reduction}. */
    static SftBatch of(SftDataset dataset, int[] indices, LossReduction reduction) {
        List<TokenSequence> sequences = Arrays.stream(indices).mapToObj(dataset::get).toList();
        long tokens = sequences.stream().mapToLong(TokenSequence::length).sum();
        long trained = sequences.stream().mapToLong(TokenSequence::trainedTokens).sum();
        List<WeightedSequence> weighted = sequences.stream()
                .map(sequence -> new WeightedSequence(sequence,
                        reduction.tokenWeight(sequence.trainedTokens(), trained, sequences.size())))
                .toList();
        return new SftBatch(weighted, tokens, trained);
    }
}
