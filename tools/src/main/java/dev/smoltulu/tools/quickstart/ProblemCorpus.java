package dev.smoltulu.tools.quickstart;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * The corpus of the quickstart: word problems and short chats, drawn from a seed. The same arguments give the
 * same rows on every machine.
 *
 * <p>No question of a held-out row, in any of its turns, is asked in a training row ({@link Split}). Training
 * rows may repeat, as draws do; held-out prompts are all different. Every assistant message is a function of
 * the messages before it, so the least possible loss on either side is 0 nats a token: what a model loses is what
 * it has not learned.
 *
 * @param train   what to train on
 * @param heldOut what to measure with
 */
public record ProblemCorpus(List<CorpusRow> train, List<CorpusRow> heldOut) {

    /** Draws without a new row after which a kind counts as used up; the rarest side is drawn once in 512. */
    private static final int MAX_DRAWS = 50_000;

    private static final long HELD_OUT_STREAM = 0x9E3779B97F4A7C15L;

    public ProblemCorpus {
        train = List.copyOf(train);
        heldOut = List.copyOf(heldOut);
    }

    /** A corpus of {@code trainRows} and {@code heldOutRows} rows over {@link NumberRange#DEFAULT}. */
    public static ProblemCorpus generate(long seed, int trainRows, int heldOutRows) {
        return generate(seed, trainRows, heldOutRows, NumberRange.DEFAULT);
    }

    /**
     * A corpus of {@code trainRows} and {@code heldOutRows} rows.
     *
     * @throws IllegalArgumentException if there are not that many different held-out prompts
     */
    public static ProblemCorpus generate(long seed, int trainRows, int heldOutRows, NumberRange range) {
        Drawer drawer = new Drawer(new WordProblems(range), new Chats(range));
        return new ProblemCorpus(
                drawer.train(new Random(seed), trainRows),
                drawer.heldOut(new Random(seed ^ HELD_OUT_STREAM), heldOutRows));
    }

    private record Drawer(WordProblems problems, Chats chats) {

        /** The kind is drawn first and kept, so that the sides' different sizes do not change the shares. */
        List<CorpusRow> train(Random random, int count) {
            List<CorpusRow> rows = new ArrayList<>(count);
            while (rows.size() < count) {
                WordProblems.Family family = WordProblems.Family.draw(random);
                CorpusRow row = draw(random, family);
                while (!Split.TRAIN.holds(row)) {
                    row = draw(random, family);
                }
                rows.add(row);
            }
            return rows;
        }

        List<CorpusRow> heldOut(Random random, int count) {
            List<CorpusRow> rows = new ArrayList<>(count);
            Set<String> prompts = new HashSet<>();
            Set<WordProblems.Family> usedUp = EnumSet.noneOf(WordProblems.Family.class);
            while (rows.size() < count) {
                WordProblems.Family family = WordProblems.Family.draw(random);
                if (usedUp.contains(family)) {
                    continue;
                }
                int draws = 0;
                CorpusRow row = draw(random, family);
                while (draws < MAX_DRAWS && !(Split.HELD_OUT.holds(row) && prompts.add(row.prompt()))) {
                    row = draw(random, family);
                    draws++;
                }
                if (draws < MAX_DRAWS) {
                    rows.add(row);
                } else if (usedUp.add(family) && usedUp.size() == WordProblems.Family.values().length) {
                    throw new IllegalArgumentException("only " + rows.size() + " different held-out rows exist");
                }
            }
            return rows;
        }

        private CorpusRow draw(Random random, WordProblems.Family family) {
            return family.isWordProblem() ? problems.draw(random, family) : chats.draw(random, family);
        }
    }

    /**
     * Which side of the corpus a question belongs to. The question's own text decides, whatever the seed and the
     * number of rows: about one in eight is held out, and no question is ever on both sides.
     */
    private enum Split {
        TRAIN,
        HELD_OUT;

        private static final int ONE_IN = 8;

        static Split of(String question) {
            return Integer.remainderUnsigned(mix(question.hashCode()), ONE_IN) == 0 ? HELD_OUT : TRAIN;
        }

        /** True if every question the user asks in {@code row} is on this side. */
        boolean holds(CorpusRow row) {
            return row.questions().stream().allMatch(question -> of(question) == this);
        }

        /** MurmurHash3's finalizer: the low bits of a string's hash code alone would follow its digits. */
        private static int mix(int hash) {
            int h = hash;
            h = (h ^ h >>> 16) * 0x85EBCA6B;
            h = (h ^ h >>> 13) * 0xC2B2AE35;
            return h ^ h >>> 16;
        }
    }
}
