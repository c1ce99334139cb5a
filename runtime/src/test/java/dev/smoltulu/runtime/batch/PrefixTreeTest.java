package dev.smoltulu.runtime.batch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrefixTreeTest {

    @Test
    void sharedPrefixesStandOnceAndEachNodeKnowsItsSubtree() {
        PrefixTree tree = PrefixTree.of(List.of(new int[] {1, 2, 9}, new int[] {1, 2, 5, 6}, new int[] {1, 7}));
        assertArrayEquals(new int[] {1, 2, 5, 6, 9, 7}, tree.ids());
        assertArrayEquals(new int[] {0, 1, 2, 3, 2, 1}, tree.positions());
        assertArrayEquals(new int[] {6, 5, 4, 4, 5, 6}, tree.ends());
        assertArrayEquals(new int[] {0, 1, 4}, tree.paths().get(0));
        assertArrayEquals(new int[] {0, 1, 2, 3}, tree.paths().get(1));
        assertArrayEquals(new int[] {0, 5}, tree.paths().get(2));
    }

    @Test
    void equalSequencesAndPrefixesOfOthersAddNothing() {
        PrefixTree tree = PrefixTree.of(List.of(new int[] {4, 3, 2}, new int[] {4}, new int[] {4, 3, 2}));
        assertArrayEquals(new int[] {4, 3, 2}, tree.ids());
        assertArrayEquals(new int[] {3, 3, 3}, tree.ends());
        assertArrayEquals(new int[] {0, 1, 2}, tree.paths().get(2));
        assertArrayEquals(new int[] {0}, tree.paths().get(1));
    }

    @Test
    void sequencesWithoutACommonPrefixStandBesideEachOther() {
        PrefixTree tree = PrefixTree.of(List.of(new int[] {8, 8}, new int[] {2}));
        assertArrayEquals(new int[] {2, 8, 8}, tree.ids());
        assertArrayEquals(new int[] {1, 3, 3}, tree.ends());
    }

    /** Few ids make many shared prefixes: there is a node for each distinct one, and a path sees only itself. */
    @Test
    void everyPathSeesExactlyItsOwnTokens() {
        Random random = new Random(3);
        for (int trial = 0; trial < 200; trial++) {
            List<int[]> sequences = Stream.generate(
                            () -> random.ints(1 + random.nextInt(6), 0, 3).toArray())
                    .limit(1 + random.nextInt(6))
                    .toList();
            PrefixTree tree = PrefixTree.of(sequences);
            Set<List<Integer>> prefixes = new HashSet<>();
            for (int n = 0; n < sequences.size(); n++) {
                int[] sequence = sequences.get(n);
                int[] path = tree.paths().get(n);
                assertEquals(sequence.length, path.length);
                for (int i = 0; i < sequence.length; i++) {
                    prefixes.add(IntStream.rangeClosed(0, i)
                            .mapToObj(j -> sequence[j])
                            .toList());
                    assertEquals(sequence[i], tree.ids()[path[i]]);
                    assertEquals(i, tree.positions()[path[i]]);
                    int query = path[i];
                    int[] seen = IntStream.rangeClosed(0, query)
                            .filter(key -> query < tree.ends()[key])
                            .toArray();
                    assertArrayEquals(
                            IntStream.rangeClosed(0, i).map(j -> path[j]).toArray(), seen);
                }
            }
            assertEquals(prefixes.size(), tree.length());
        }
    }
}
