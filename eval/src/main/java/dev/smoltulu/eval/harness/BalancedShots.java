package dev.smoltulu.eval.harness;

import dev.smoltulu.base.python.PythonRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * lighteval's "balanced" choice of examples: one of each right answer's text in turn, the most frequent text first,
 * the same examples for every document. One more is taken than asked for, in case the document is among them.
 */
final class BalancedShots {

    private static final int SEED = 0;
    private static final Comparator<String> BY_CODE_POINT = (a, b) -> {
        int[] left = a.codePoints().toArray();
        int[] right = b.codePoints().toArray();
        return Arrays.compare(left, right);
    };

    private BalancedShots() {}

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
            sizes.computeIfAbsent(examples.size(), size -> new ArrayList<>()).add(examples);
        }
        List<List<Example>> classes = new ArrayList<>();
        for (List<List<Example>> same : sizes.values()) {
            random.shuffle(same);
            classes.addAll(same);
        }
        return classes;
    }
}
