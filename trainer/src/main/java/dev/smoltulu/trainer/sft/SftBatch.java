package dev.smoltulu.trainer.sft;

import dev.smoltulu.data.SftDataset;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.batch.MicroBatches;
import dev.smoltulu.trainer.batch.PackedBatch;
import dev.smoltulu.trainer.batch.WeightedSequence;
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
record SftBatch(List<WeightedSequence> sequences, long tokens, long trainedTokens, RunSettings settings)
        implements StepBatch {

    /** The batch of the examples at {@code indices}, under {@code reduction}. */
    static SftBatch of(SftDataset dataset, int[] indices, LossReduction reduction, RunSettings settings) {
        List<TokenSequence> sequences =
                Arrays.stream(indices).mapToObj(dataset::get).toList();
        long tokens = sequences.stream().mapToLong(TokenSequence::length).sum();
        long trained =
                sequences.stream().mapToLong(TokenSequence::trainedTokens).sum();
        List<WeightedSequence> weighted = sequences.stream()
                .map(sequence -> new WeightedSequence(
                        sequence, reduction.tokenWeight(sequence.trainedTokens(), trained, sequences.size())))
                .toList();
        return new SftBatch(weighted, tokens, trained, settings);
    }

    @Override
    public List<Supplier<Map<String, HostTensor>>> passes() {
        return MicroBatches.of(sequences, settings.tokenBudget()).stream()
                .<Supplier<Map<String, HostTensor>>>map(group -> () -> PackedBatch.of(group, settings.headChunks()))
                .toList();
    }

    @Override
    public Map<String, Double> measures(List<float[]> scores) {
        return Map.of();
    }
}
