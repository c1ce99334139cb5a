package dev.smoltulu.tokenizer.bpe;

import dev.smoltulu.base.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Learns a byte-level BPE vocabulary (Sennrich et al. 2016, on bytes as GPT-2) from texts: again and again the
 * most frequent pair of neighbouring tokens becomes a token. Pieces come from SmolLM2's pre-tokenisation;
 * special tokens written in the texts separate pieces and are not counted.
 *
 * <p>The result depends only on how often each piece occurs, never on the order of the texts: of pairs equally
 * frequent the one whose left token has the smaller id wins, then the one whose right token has. Pairs seen
 * once are not merged, so a small corpus may give fewer tokens than asked for.
 */
public final class BpeTrainer {

    private static final long MIN_PAIR_COUNT = 2;
    private static final Pattern SPECIAL =
            Pattern.compile(BpeModel.SPECIAL_TOKENS.stream().map(Pattern::quote).collect(Collectors.joining("|")));

    private final List<String> tokens = new ArrayList<>(BpeModel.SPECIAL_TOKENS);
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<BpeModel.Merge> merges = new ArrayList<>();
    private final List<Word> words;
    private final PairCounts pairs = new PairCounts();

    /** A distinct piece as token ids, and how often it occurs. */
    private record Word(int[] ids, long count) {}

    private BpeTrainer(Map<String, Long> pieceCounts) {
        tokens.addAll(ByteSymbols.inVocabularyOrder());
        for (int id = 0; id < tokens.size(); id++) {
            ids.put(tokens.get(id), id);
        }
        words = new ArrayList<>(pieceCounts.size());
        pieceCounts.forEach((piece, count) -> words.add(new Word(byteIds(piece), count)));
        for (int w = 0; w < words.size(); w++) {
            addPairs(w);
        }
    }

    /**
     * Learns a vocabulary of at most {@code vocabularySize} tokens, special tokens and bytes included.
     *
     * @throws UserError if {@code vocabularySize} is below {@link BpeModel#SMALLEST_SIZE}
     */
    public static BpeModel train(Iterable<String> texts, int vocabularySize) {
        if (vocabularySize < BpeModel.SMALLEST_SIZE) {
            throw UserError.usage("vocabulary size " + vocabularySize + " is too small: " + BpeModel.SMALLEST_SIZE
                    + " or more (the special tokens and the 256 bytes)");
        }
        return new BpeTrainer(countPieces(texts)).learn(vocabularySize);
    }

    private static Map<String, Long> countPieces(Iterable<String> texts) {
        Map<String, Long> counts = new HashMap<>();
        for (String text : texts) {
            for (String stretch : SPECIAL.split(text)) {
                PreTokenizer.split(stretch, piece -> counts.merge(piece, 1L, Long::sum));
            }
        }
        return counts;
    }

    private int[] byteIds(String piece) {
        return ByteSymbols.encode(piece)
                .chars()
                .map(symbol -> ids.get(String.valueOf((char) symbol)))
                .toArray();
    }

    private BpeModel learn(int vocabularySize) {
        OptionalLong next = pairs.mostFrequent(MIN_PAIR_COUNT);
        while (tokens.size() < vocabularySize && next.isPresent()) {
            merge(next.getAsLong());
            next = pairs.mostFrequent(MIN_PAIR_COUNT);
        }
        return new BpeModel(tokens, merges);
    }

    private void merge(long pair) {
        BpeModel.Merge merge =
                new BpeModel.Merge(tokens.get(PairCounts.left(pair)), tokens.get(PairCounts.right(pair)));
        merges.add(merge);
        int mergedId = idOf(merge.merged());
        for (int w : pairs.remove(pair)) {
            removePairs(w, pair);
            words.set(
                    w,
                    new Word(
                            merged(words.get(w).ids(), pair, mergedId),
                            words.get(w).count()));
            addPairs(w);
        }
    }

    /** Two merges may make the same token ("ab" + "c", "a" + "bc"): it keeps its first id. */
    private int idOf(String token) {
        Integer known = ids.putIfAbsent(token, tokens.size());
        if (known != null) {
            return known;
        }
        tokens.add(token);
        return tokens.size() - 1;
    }

    private void addPairs(int w) {
        Word word = words.get(w);
        for (int i = 1; i < word.ids().length; i++) {
            pairs.add(PairCounts.pair(word.ids()[i - 1], word.ids()[i]), w, word.count());
        }
    }

    private void removePairs(int w, long alreadyRemoved) {
        Word word = words.get(w);
        for (int i = 1; i < word.ids().length; i++) {
            long pair = PairCounts.pair(word.ids()[i - 1], word.ids()[i]);
            if (pair != alreadyRemoved) {
                pairs.subtract(pair, word.count());
            }
        }
    }

    private static int[] merged(int[] word, long pair, int mergedId) {
        int[] shorter = new int[word.length];
        int length = 0;
        for (int i = 0; i < word.length; i++) {
            boolean here = i + 1 < word.length && PairCounts.pair(word[i], word[i + 1]) == pair;
            shorter[length++] = here ? mergedId : word[i];
            i += here ? 1 : 0;
        }
        return Arrays.copyOf(shorter, length);
    }
}
