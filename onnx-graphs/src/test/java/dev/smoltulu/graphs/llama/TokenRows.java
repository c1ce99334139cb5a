package dev.smoltulu.graphs.llama;

import dev.smoltulu.graphs.ir.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Sequences laid out as {@link TokenInputs} asks.
 *
 * @param rows  the row of token i of sequence s, as {@code rows[s][i]}
 * @param count tokens in all, with what fills free slots
 * @param feeds the four inputs
 */
public record TokenRows(int[][] rows, int count, Map<String, Tensor> feeds) {

    /** No padding: one extra token stands in all free slots, if there are any. */
    public static TokenRows packed(List<int[]> sequences) {
        int longest = sequences.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        int tokens = sequences.stream().mapToInt(ids -> ids.length).sum();
        boolean ragged = tokens < longest * sequences.size();
        int[] ids = new int[ragged ? tokens + 1 : tokens];
        int[] positions = new int[ids.length];
        int[] tokenSlots = new int[ids.length];
        int[] slotTokens = new int[longest * sequences.size()];
        Arrays.fill(slotTokens, tokens);
        int[][] rows = new int[sequences.size()][];
        int next = 0;
        for (int s = 0; s < rows.length; s++) {
            rows[s] = IntStream.range(next, next + sequences.get(s).length).toArray();
            for (int i = 0; i < rows[s].length; i++) {
                ids[next] = sequences.get(s)[i];
                positions[next] = i;
                tokenSlots[next] = s * longest + i;
                slotTokens[s * longest + i] = next++;
            }
        }
        if (ragged) {
            tokenSlots[tokens] = IntStream.range(0, slotTokens.length)
                    .filter(slot -> slotTokens[slot] == tokens)
                    .findFirst()
                    .orElseThrow();
        }
        return of(rows, ids, positions, tokenSlots, slotTokens, sequences.size());
    }

    /** As {@link TokenInputs#declareTrees} asks: a row for every two sequences, what both begin with once. */
    public static TokenRows pairs(List<int[]> sequences) {
        List<int[]> rowIds = new ArrayList<>();
        List<int[]> rowPositions = new ArrayList<>();
        int[][] places = new int[sequences.size()][];
        for (int s = 0; s < places.length; s += 2) {
            int[] first = sequences.get(s);
            int[] second = sequences.get(s + 1);
            int shared = Arrays.mismatch(first, second);
            int[] tail = Arrays.copyOfRange(second, shared, second.length);
            rowIds.add(
                    IntStream.concat(Arrays.stream(first), Arrays.stream(tail)).toArray());
            rowPositions.add(IntStream.concat(IntStream.range(0, first.length), IntStream.range(shared, second.length))
                    .toArray());
            places[s] = IntStream.range(0, first.length).toArray();
            places[s + 1] = IntStream.range(0, second.length)
                    .map(i -> i < shared ? i : first.length + i - shared)
                    .toArray();
        }
        TokenRows packed = packed(rowIds);
        int longest = rowIds.stream().mapToInt(ids -> ids.length).max().orElseThrow();
        int[] ends = new int[longest * rowIds.size()];
        Arrays.fill(ends, longest);
        int[] positions = new int[packed.count];
        for (int s = 0; s < places.length; s++) {
            int[] row = packed.rows[s / 2];
            for (int i = 0; i < row.length; i++) {
                positions[row[i]] = rowPositions.get(s / 2)[i];
            }
            int shared = Arrays.mismatch(sequences.get(s), sequences.get(s ^ 1));
            for (int i = shared; s % 2 == 0 && i < places[s].length; i++) {
                ends[s / 2 * longest + i] = places[s].length;
            }
            places[s] = Arrays.stream(places[s]).map(node -> row[node]).toArray();
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(packed.feeds);
        feeds.put(TokenInputs.POSITIONS, Tensor.integers(positions));
        feeds.put(TokenInputs.SLOT_ENDS, Tensor.integers(ends).shaped(rowIds.size(), longest));
        return new TokenRows(places, packed.count, feeds);
    }

    /** Ordinary right padding: every slot is a token of its own. */
    public static TokenRows padded(List<int[]> sequences, int length) {
        int[] ids = new int[length * sequences.size()];
        int[] slots = IntStream.range(0, ids.length).toArray();
        int[][] rows = new int[sequences.size()][];
        for (int s = 0; s < rows.length; s++) {
            int start = s * length;
            System.arraycopy(sequences.get(s), 0, ids, start, sequences.get(s).length);
            rows[s] = IntStream.range(start, start + sequences.get(s).length).toArray();
        }
        return of(rows, ids, Arrays.stream(slots).map(slot -> slot % length).toArray(), slots, slots, sequences.size());
    }

    private static TokenRows of(
            int[][] rows, int[] ids, int[] positions, int[] tokenSlots, int[] slotTokens, int batch) {
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put(TokenInputs.IDS, Tensor.integers(ids));
        feeds.put(TokenInputs.POSITIONS, Tensor.integers(positions));
        feeds.put(TokenInputs.SLOT_TOKENS, Tensor.integers(slotTokens).shaped(batch, slotTokens.length / batch));
        feeds.put(TokenInputs.TOKEN_SLOTS, Tensor.integers(tokenSlots));
        return new TokenRows(rows, ids.length, feeds);
    }
}
