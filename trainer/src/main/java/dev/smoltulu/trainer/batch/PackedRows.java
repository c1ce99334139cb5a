package dev.smoltulu.trainer.batch;

import dev.smoltulu.runtime.batch.PackedTokens;
import dev.smoltulu.runtime.batch.PrefixTree;
import dev.smoltulu.runtime.training.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Rows of sequences, each row a tree in which what its sequences begin with stands once, packed into one pass. */
public final class PackedRows {

    private final PackedTokens tokens;
    private final List<int[]> places = new ArrayList<>();

    /** @param rows token ids of each row's sequences */
    public PackedRows(List<List<int[]>> rows) {
        List<PrefixTree> trees = rows.stream().map(PrefixTree::of).toList();
        this.tokens = PackedTokens.ofTrees(trees);
        for (int row = 0; row < trees.size(); row++) {
            int start = tokens.starts()[row];
            for (int[] path : trees.get(row).paths()) {
                places.add(Arrays.stream(path).map(node -> start + node).toArray());
            }
        }
    }

    /** The inputs that say which tokens there are. */
    public Map<String, HostTensor> feeds() {
        return tokens.feeds();
    }

    /** Which packed token each token of a sequence is; sequences are counted over all rows. */
    public int[] places(int sequence) {
        return places.get(sequence);
    }
}
