package dev.smoltulu.runtime.batch;

import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A micro batch of sequences that are trained token by token, as in supervised finetuning. Losses and gradients of a
 * batch's micro batches add up to those of the batch, however it is cut.
 *
 * @param <T> what the caller calls a sequence
 */
public final class PackedSequences<T> {

    private final List<T> sequences;
    private final Function<T, LabelledTokens> tokens;

    private PackedSequences(List<T> sequences, Function<T, LabelledTokens> tokens) {
        this.sequences = List.copyOf(sequences);
        this.tokens = tokens;
    }

    /** All of {@code sequences}, at least one, as one micro batch in their order. */
    public static <T> PackedSequences<T> of(List<T> sequences, Function<T, LabelledTokens> tokens) {
        return new PackedSequences<>(sequences, tokens);
    }

    /**
     * Cuts a batch into micro batches, the longest sequences first; those of one length keep their order.
     *
     * @param tokens      a sequence's token ids and labels
     * @param tokenBudget maximum tokens of a micro batch; a longer sequence makes one of its own
     */
    public static <T> List<PackedSequences<T>> microBatches(
            List<T> sequences, Function<T, LabelledTokens> tokens, int tokenBudget) {
        return TokenBudget.groups(sequences, sequence -> tokens.apply(sequence).length(), tokenBudget).stream()
                .map(group -> of(group, tokens))
                .toList();
    }

    /** The sequences in the order in which they are packed. */
    public List<T> sequences() {
        return sequences;
    }

    /**
     * Packs the sequences into all inputs of {@link dev.smoltulu.graphs.objective.SftObjective}'s graph, which
     * {@link TokenInputs} and {@link TargetInputs} describe.
     *
     * @param tokenWeight what each trained token of a sequence contributes to the loss, see
     *                    {@link dev.smoltulu.graphs.objective.LossReduction#tokenWeight}
     * @param headChunks  the number of targets is padded to a multiple of this, with targets of weight 0
     */
    public Map<String, HostTensor> feeds(ToDoubleFunction<T> tokenWeight, int headChunks) {
        List<LabelledTokens> labelled = sequences.stream().map(tokens).toList();
        PackedTokens packed =
                PackedTokens.of(labelled.stream().map(LabelledTokens::inputIds).toList());
        TargetList targets = new TargetList();
        for (int row = 0; row < labelled.size(); row++) {
            int start = packed.starts()[row];
            float weight = (float) tokenWeight.applyAsDouble(sequences.get(row));
            targets.add(row, labelled.get(row), i -> start + i, weight);
        }
        targets.pad(headChunks);
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.feeds());
        targets.addTo(feeds);
        return feeds;
    }
}
