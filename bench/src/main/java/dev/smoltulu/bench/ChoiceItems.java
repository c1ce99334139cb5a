package dev.smoltulu.bench;

import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Multiple-choice items of HellaSwag's lengths, with random tokens. */
final class ChoiceItems {

    private static final long SEED = 7;

    /**
     * Lengths in tokens of 40 items of HellaSwag's validation set under SmolLM2's tokenizer: the context, then its four
     * endings. Every 234th item; their means, 312 tokens with the context before each ending and 163 with it once, are
     * those of all 10,042.
     */
    private static final int[][] LENGTHS = {
        {15, 11, 7, 8, 8}, {54, 12, 16, 13, 17}, {34, 14, 17, 10, 8}, {55, 13, 25, 14, 16},
        {27, 15, 19, 20, 15}, {39, 12, 15, 15, 26}, {28, 12, 11, 8, 6}, {15, 12, 8, 8, 7},
        {21, 9, 7, 10, 7}, {33, 10, 16, 14, 13}, {30, 11, 11, 9, 13}, {29, 12, 14, 19, 19},
        {37, 12, 5, 19, 8}, {18, 6, 12, 10, 13}, {65, 51, 24, 58, 46}, {56, 65, 27, 53, 38},
        {61, 61, 48, 59, 49}, {51, 31, 25, 18, 22}, {47, 20, 36, 30, 35}, {64, 33, 35, 28, 40},
        {76, 29, 36, 43, 28}, {60, 38, 47, 36, 51}, {61, 33, 36, 50, 46}, {62, 45, 43, 46, 42},
        {80, 37, 20, 29, 35}, {49, 30, 32, 28, 32}, {72, 52, 40, 50, 40}, {60, 43, 41, 37, 51},
        {53, 24, 57, 27, 35}, {53, 21, 49, 30, 23}, {62, 24, 34, 43, 31}, {55, 24, 33, 41, 42},
        {65, 31, 61, 57, 53}, {81, 36, 38, 34, 37}, {49, 40, 22, 35, 47}, {45, 37, 40, 25, 34},
        {62, 42, 31, 36, 35}, {57, 31, 39, 38, 45}, {58, 38, 42, 49, 32}, {51, 42, 70, 42, 33}
    };

    private ChoiceItems() {}

    /** One group an item: its endings scored after its context. */
    static List<ScoredGroup> of(int vocabulary) {
        Random random = new Random(SEED);
        return Arrays.stream(LENGTHS)
                .map(lengths -> item(random, lengths, vocabulary))
                .toList();
    }

    private static ScoredGroup item(Random random, int[] lengths, int vocabulary) {
        int[] context = random.ints(lengths[0], 0, vocabulary).toArray();
        List<ScoredSequence> choices = new ArrayList<>();
        for (int i = 1; i < lengths.length; i++) {
            int[] tokens = Arrays.copyOf(context, context.length + lengths[i]);
            for (int j = context.length; j < tokens.length; j++) {
                tokens[j] = random.nextInt(vocabulary);
            }
            choices.add(new ScoredSequence(tokens, lengths[i]));
        }
        return new ScoredGroup(choices);
    }
}
