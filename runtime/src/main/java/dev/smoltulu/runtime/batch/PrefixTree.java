package dev.smoltulu.runtime.batch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Token sequences as one tree that has each common prefix once. The nodes are in pre-order, so the nodes that follow a
 * node in any sequence are the range that begins after it. Do not change the arrays.
 *
 * @param ids       each node's token id
 * @param positions each node's position in every sequence that it is part of
 * @param ends      for each node the first later node that does not follow it
 * @param paths     for each sequence its nodes, one per token
 */
public record PrefixTree(int[] ids, int[] positions, int[] ends, List<int[]> paths) {

    /** The tree of {@code sequences}, at least one and none of them empty, which may be equal. */
    public static PrefixTree of(List<int[]> sequences) {
        // In this order each sequence shares its longest prefix with the one before it.
        List<Integer> order = IntStream.range(0, sequences.size())
                .boxed()
                .sorted(Comparator.comparing(sequences::get, Arrays::compare))
                .toList();
        int max = sequences.stream().mapToInt(sequence -> sequence.length).sum();
        int[] ids = new int[max];
        int[] positions = new int[max];
        int[] ends = new int[max];
        int[][] paths = new int[sequences.size()][];
        int nodes = 0;
        int[] before = {};
        int[] path = {};
        for (int index : order) {
            int[] sequence = sequences.get(index);
            int shared = shared(before, sequence);
            end(path, shared, ends, nodes);
            path = Arrays.copyOf(Arrays.copyOf(path, shared), sequence.length);
            for (int position = shared; position < sequence.length; position++) {
                ids[nodes] = sequence[position];
                positions[nodes] = position;
                path[position] = nodes++;
            }
            paths[index] = path;
            before = sequence;
        }
        end(path, 0, ends, nodes);
        return new PrefixTree(
                Arrays.copyOf(ids, nodes),
                Arrays.copyOf(positions, nodes),
                Arrays.copyOf(ends, nodes),
                new ArrayList<>(Arrays.asList(paths)));
    }

    /** Nodes of the tree: tokens that the model is fed to see every sequence. */
    public int length() {
        return ids.length;
    }

    private static int shared(int[] a, int[] b) {
        int mismatch = Arrays.mismatch(a, b);
        return mismatch < 0 ? a.length : mismatch;
    }

    /** The nodes of {@code path} from {@code position} on are complete: what follows them ends before {@code node}. */
    private static void end(int[] path, int position, int[] ends, int node) {
        for (int i = position; i < path.length; i++) {
            ends[path[i]] = node;
        }
    }
}
