package dev.smoltulu.runtime.batch;

import dev.smoltulu.graphs.llama.QueryBlocks;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.runtime.HostTensor;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sequences of token ids, or trees of them, packed into the inputs that {@link TokenInputs} describes: all tokens in
 * one row without padding, and the two index maps between that row and the rectangle that attention sees.
 *
 * @param feeds  the inputs by name
 * @param starts where each sequence or tree begins in the packed row, in tokens
 */
public record PackedTokens(Map<String, HostTensor> feeds, int[] starts) {

    /** Packs {@code sequences}, none empty, in order, into rows of at least {@link QueryBlocks#MAX_BLOCKS} slots. */
    public static PackedTokens of(List<int[]> sequences) {
        return of(sequences, new int[sequences.size()], QueryBlocks.MAX_BLOCKS);
    }

    /**
     * Packs {@code sequences} that continue cached ones.
     *
     * @param firstPositions the position of each sequence's first token
     */
    public static PackedTokens of(List<int[]> sequences, int[] firstPositions) {
        return of(sequences, firstPositions, 1);
    }

    private static PackedTokens of(List<int[]> sequences, int[] firstPositions, int minSlots) {
        int longest = sequences.stream().mapToInt(ids -> ids.length).reduce(minSlots, Math::max);
        int packed = sequences.stream().mapToInt(ids -> ids.length).sum();
        boolean ragged = packed < sequences.size() * longest;
        int tokens = ragged ? packed + 1 : packed;
        long[] ids = new long[tokens];
        long[] positions = new long[tokens];
        long[] tokenSlots = new long[tokens];
        long[] slotTokens = new long[sequences.size() * longest];
        int[] starts = new int[sequences.size()];
        int token = 0;
        int freeSlot = -1;
        for (int row = 0; row < sequences.size(); row++) {
            int[] sequence = sequences.get(row);
            starts[row] = token;
            for (int position = 0; position < longest; position++) {
                int slot = row * longest + position;
                if (position >= sequence.length) {
                    slotTokens[slot] = packed;
                    freeSlot = slot;
                    continue;
                }
                ids[token] = sequence[position];
                positions[token] = firstPositions[row] + position;
                tokenSlots[token] = slot;
                slotTokens[slot] = token++;
            }
        }
        if (ragged) {
            tokenSlots[packed] = freeSlot;
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>();
        feeds.put(TokenInputs.IDS, new HostTensor.Longs(ids, tokens));
        feeds.put(TokenInputs.POSITIONS, new HostTensor.Longs(positions, tokens));
        feeds.put(TokenInputs.SLOT_TOKENS, new HostTensor.Longs(slotTokens, sequences.size(), longest));
        feeds.put(TokenInputs.TOKEN_SLOTS, new HostTensor.Longs(tokenSlots, tokens));
        return new PackedTokens(feeds, starts);
    }

    /** Packs {@code trees} in their order, one per row of slots; the feeds have {@link TokenInputs#SLOT_ENDS} too. */
    public static PackedTokens ofTrees(List<PrefixTree> trees) {
        PackedTokens packed = of(trees.stream().map(PrefixTree::ids).toList());
        long[] slots = packed.feeds().get(TokenInputs.SLOT_TOKENS).shape();
        int longest = Math.toIntExact(slots[1]);
        long[] slotEnds = new long[trees.size() * longest];
        Arrays.fill(slotEnds, longest);
        long[] positions =
                new long[Math.toIntExact(packed.feeds().get(TokenInputs.IDS).shape()[0])];
        for (int row = 0; row < trees.size(); row++) {
            PrefixTree tree = trees.get(row);
            for (int node = 0; node < tree.length(); node++) {
                slotEnds[row * longest + node] = tree.ends()[node];
                positions[packed.starts()[row] + node] = tree.positions()[node];
            }
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.feeds());
        feeds.put(TokenInputs.POSITIONS, new HostTensor.Longs(positions, positions.length));
        feeds.put(TokenInputs.SLOT_ENDS, new HostTensor.Longs(slotEnds, slots));
        return new PackedTokens(feeds, packed.starts());
    }
}
