package dev.smoltulu.eval.harness;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.python.PythonRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Draws the solved examples before a document; the documents must come in the order they are asked in. */
@FunctionalInterface
interface FewShots {

    /** No example. */
    FewShots NONE = asked -> List.of();

    List<Example> draw(Example asked);

    /**
     * Examples drawn from a pool for each document.
     *
     * @param count   examples of a document
     * @param drawn   examples to draw, more than {@code count} where the document itself may be among them
     * @param same    which of the drawn are left out beside a document
     * @throws UserError when the pool is too small
     */
    static FewShots sampled(
            List<Example> pool, int count, int drawn, PythonRandom random, BiPredicate<Example, Example> same) {
        if (drawn > pool.size()) {
            throw UserError.failed(count + " few-shot examples are drawn from " + drawn
                    + " rows, but their split has only " + pool.size() + "; lower `num_fewshot`");
        }
        return asked -> others(random.sample(pool, drawn), asked, count, same);
    }

    /** The first {@code count} of {@code drawn} that are not the document itself. */
    static List<Example> others(List<Example> drawn, Example asked, int count, BiPredicate<Example, Example> same) {
        return drawn.stream()
                .filter(example -> !same.test(example, asked))
                .limit(count)
                .toList();
    }

    /**
     * lighteval's "balanced" choice of examples: one of each right answer's text in turn, the most frequent text first,
     * the same examples for every document. One more is taken than asked for, in case the document is among them.
     */
    final class Balanced {

        private static final int SEED = 0;
        private static final Comparator<String> BY_CODE_POINT = (a, b) -> {
            int[] left = a.codePoints().toArray();
            int[] right = b.codePoints().toArray();
            return Arrays.compare(left, right);
        };

        private Balanced() {}

        static FewShots of(List<Example> pool, int count) {
            List<Example> chosen = chosen(pool, Math.min(pool.size(), count + 1));
            return asked -> FewShots.others(chosen, asked, count, Example::asks);
        }

        private static List<Example> chosen(List<Example> pool, int count) {
            Map<String, List<Example>> byAnswer = new TreeMap<>(BY_CODE_POINT);
            for (Example example : pool) {
                byAnswer.computeIfAbsent(example.answer(), answer -> new ArrayList<>())
                        .add(example);
            }
            PythonRandom random = new PythonRandom(SEED);
            List<List<Example>> classes = bySize(byAnswer, random);
            List<Example> chosen = new ArrayList<>(count);
            for (int turn = 0; chosen.size() < count; turn++) {
                List<Example> rest = classes.get(turn % classes.size());
                if (!rest.isEmpty()) {
                    chosen.add(rest.remove(random.below(rest.size())));
                }
            }
            return chosen;
        }

        /** The largest class first; classes of the same size in random order. */
        private static List<List<Example>> bySize(Map<String, List<Example>> byAnswer, PythonRandom random) {
            Map<Integer, List<List<Example>>> sizes = new TreeMap<>(Comparator.reverseOrder());
            for (List<Example> examples : byAnswer.values()) {
                sizes.computeIfAbsent(examples.size(), size -> new ArrayList<>())
                        .add(examples);
            }
            List<List<Example>> classes = new ArrayList<>();
            for (List<List<Example>> same : sizes.values()) {
                random.shuffle(same);
                classes.addAll(same);
            }
            return classes;
        }
    }
}
