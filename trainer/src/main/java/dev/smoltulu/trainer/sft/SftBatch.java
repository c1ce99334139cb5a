package dev.smoltulu.trainer.sft;

import dev.smoltulu.data.SftDataset;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.loop.RunSettings;
import dev.smoltulu.trainer.loop.StepBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * One optimizer step's examples with their shares of the loss.
 *
 * @param tokens        of all sequences
 * @param trainedTokens of all sequences
 */
record SftBatch(
        List<TokenSequence> sequences, long tokens, long trainedTokens, LossReduction reduction, RunSettings settings)
        implements StepBatch {

    /** The batch of the examples at {@code indices}, under {@code reduction}. */
    static SftBatch of(SftDataset dataset, int[] indices, LossReduction reduction, RunSettings settings) {
        List<TokenSequence> sequences =
                Arrays.stream(indices).mapToObj(dataset::get).toList();
        long tokens = sequences.stream().mapToLong(TokenSequence::length).sum();
        long trained =
                sequences.stream().mapToLong(TokenSequence::trainedTokens).sum();
        return new SftBatch(sequences, tokens, trained, reduction, settings);
    }

    @Override
    public List<Supplier<Map<String, HostTensor>>> passes() {
        return PackedSequences.microBatches(
                        sequences,
                        sequence -> new LabelledTokens(sequence.inputIds(), sequence.labels()),
                        settings.tokenBudget())
                .stream()
                .<Supplier<Map<String, HostTensor>>>map(
                        microBatch -> () -> microBatch.feeds(this::tokenWeight, settings.headChunks()))
                .toList();
    }

    private double tokenWeight(TokenSequence sequence) {
        return reduction.tokenWeight(sequence.trainedTokens(), trainedTokens, sequences.size());
    }

    @Override
    public Map<String, Double> measures(List<float[]> scores) {
        return Map.of();
    }
}
