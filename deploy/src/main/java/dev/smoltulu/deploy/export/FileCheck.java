package dev.smoltulu.deploy.export;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.generation.ExportedModel;
import dev.smoltulu.tokenizer.TokenSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The passes of one exported file that are held against the model: each way in which its users run it. */
final class FileCheck {

    /** Rows of the padded batch and tokens that are then added to each. */
    private static final int ROWS = 4;

    private static final int STEPS = 8;

    private final LlamaConfig config;
    private final ExportedModel exported;
    private final ReferenceLogits reference;
    private final Padding padding;

    FileCheck(LlamaConfig config, ExportedModel exported, ReferenceLogits reference, Padding padding) {
        this.config = config;
        this.exported = exported;
        this.reference = reference;
        this.padding = padding;
    }

    /** Each sequence by itself in one pass. */
    LogitStats prefill(List<TokenSequence> sequences) {
        LogitStats stats = new LogitStats();
        for (TokenSequence sequence : sequences) {
            int[] tokens = sequence.inputIds();
            exported.restart(1);
            float[] logits = feed(padding.prefill(List.of(tokens)));
            compare(stats, reference.of(sequence), 0, logits, 0, sequence, tokens.length);
        }
        return stats;
    }

    /** Up to {@code steps} tokens of each sequence's second half one by one, on the first half's cache. */
    LogitStats decode(List<TokenSequence> sequences, int steps) {
        LogitStats stats = new LogitStats();
        for (TokenSequence sequence : sequences) {
            int[] tokens = sequence.inputIds();
            float[] expected = reference.of(sequence);
            int half = Math.max(1, tokens.length / 2);
            exported.restart(1);
            feed(padding.prefill(List.of(Arrays.copyOf(tokens, half))));
            for (int at = half; at < Math.min(tokens.length, half + steps); at++) {
                float[] logits = feed(padding.next(new long[] {tokens[at]}, new int[] {at}, at));
                compare(stats, expected, at, logits, 0, sequence, 1);
            }
        }
        return stats;
    }

    /** Sequences of different lengths as rows of one batch: one pass, then some tokens more on its cache. */
    LogitStats batch(List<TokenSequence> sequences) {
        LogitStats stats = new LogitStats();
        List<TokenSequence> chosen = sequences.stream().limit(ROWS).toList();
        List<int[]> rows = chosen.stream().map(TokenSequence::inputIds).toList();
        int[] lengths = new int[rows.size()];
        Arrays.setAll(lengths, r -> Math.max(1, (rows.get(r).length - STEPS) * (ROWS - r) / ROWS));
        List<int[]> begun = new ArrayList<>();
        for (int r = 0; r < lengths.length; r++) {
            begun.add(Arrays.copyOf(rows.get(r), lengths[r]));
        }
        List<float[]> expected = chosen.stream().map(reference::of).toList();
        int width = Arrays.stream(lengths).max().orElseThrow();
        exported.restart(lengths.length);
        float[] logits = feed(padding.prefill(begun));
        for (int r = 0; r < lengths.length; r++) {
            int first = r * width + padding.start(lengths[r], width);
            compare(stats, expected.get(r), 0, logits, first, chosen.get(r), lengths[r]);
        }
        int steps = Math.min(STEPS, shortestRest(rows, lengths));
        for (int step = 0; step < steps; step++, width++) {
            long[] next = new long[lengths.length];
            Arrays.setAll(next, r -> rows.get(r)[lengths[r]]);
            logits = feed(padding.next(next, lengths, width));
            for (int r = 0; r < lengths.length; r++) {
                compare(stats, expected.get(r), lengths[r], logits, r, chosen.get(r), 1);
                lengths[r]++;
            }
        }
        return stats;
    }

    private static int shortestRest(List<int[]> rows, int[] lengths) {
        int rest = Integer.MAX_VALUE;
        for (int r = 0; r < lengths.length; r++) {
            rest = Math.min(rest, rows.get(r).length - lengths[r]);
        }
        return rest;
    }

    /** What greedy decoding adds to a prompt. */
    GreedyText greedy(int[] prompt, int[] expected, Set<Integer> ends) {
        exported.restart(1);
        float[] logits = feed(padding.prefill(List.of(prompt)));
        int last = prompt.length - 1;
        int[] tokens = new int[expected.length];
        int count = 0;
        int same = 0;
        double gap = 0;
        while (count < tokens.length) {
            int from = last * config.vocabSize();
            int best = best(logits, from);
            if (same == count && best == expected[count]) {
                same++;
            } else if (same == count) {
                gap = logits[from + best] - logits[from + expected[count]];
            }
            tokens[count++] = best;
            if (ends.contains(best) || count == tokens.length) {
                break;
            }
            int length = prompt.length + count - 1;
            logits = feed(padding.next(new long[] {best}, new int[] {length}, length));
            last = 0;
        }
        return new GreedyText(Arrays.copyOf(tokens, count), same, expected.length, gap);
    }

    private int best(float[] logits, int from) {
        int best = 0;
        for (int i = 1; i < config.vocabSize(); i++) {
            best = logits[from + i] > logits[from + best] ? i : best;
        }
        return best;
    }

    /** @param count positions, of {@code sequence} from {@code position} and of {@code logits} from {@code row} on */
    private void compare(
            LogitStats stats,
            float[] expected,
            int position,
            float[] logits,
            int row,
            TokenSequence sequence,
            int count) {
        int vocabulary = config.vocabSize();
        for (int i = 0; i < count && position + i + 1 < sequence.length(); i++) {
            int target = sequence.labels()[position + i + 1];
            if (target != TokenSequence.IGNORED) {
                stats.add(expected, (position + i) * vocabulary, logits, (row + i) * vocabulary, vocabulary, target);
            }
        }
    }

    private float[] feed(Padding.Batch batch) {
        return exported.feed(batch.ids(), batch.mask(), batch.positions());
    }
}
