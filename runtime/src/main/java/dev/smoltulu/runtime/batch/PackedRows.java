package dev.smoltulu.runtime.batch;

import dev.smoltulu.runtime.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Rows of sequences, each row a {@link PrefixTree} that has each common prefix once, packed into one micro batch. */
final class PackedRows {

    /** How many pairs of tokens attention compares in the time that the rest of a layer takes for one token. */
    private static final long COMPARISONS_PER_TOKEN = 3000;

    private final PackedTokens tokens;
    private final List<int[]> places = new ArrayList<>();

    /** @param rows token ids of each row's sequences */
    PackedRows(List<List<int[]>> rows) {
        List<PrefixTree> trees = rows.stream().map(PrefixTree::of).toList();
        this.tokens = PackedTokens.ofTrees(trees);
        for (int row = 0; row < trees.size(); row++) {
            int start = tokens.starts()[row];
            for (int[] path : trees.get(row).paths()) {
                places.add(Arrays.stream(path).map(node -> start + node).toArray());
            }
        }
    }

    /**
     * The work of a row of {@code tokens} tokens, in compared pairs of tokens. A shared prefix saves the work of its
     * tokens, but attention then also compares the sequences' own parts with one another, to no use: sequences share a
     * row where the one row is less work than several. The ratio is 3,073 with SmolLM2-135M's sizes, more in larger
     * models.
     */
    static long work(long tokens) {
        return tokens * (COMPARISONS_PER_TOKEN + tokens);
    }

    /** The inputs that {@link dev.smoltulu.graphs.llama.TokenInputs} describes, those of trees included. */
    Map<String, HostTensor> feeds() {
        return tokens.feeds();
    }

    /** Which packed token each token of a sequence is; sequences are counted over all rows. */
    int[] places(int sequence) {
        return places.get(sequence);
    }
}
