package dev.smoltulu.eval.harness;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.python.PythonRandom;
import java.util.List;
import java.util.function.BiPredicate;

/** Draws the solved examples that stand before a document; the documents must come in the order they are asked in. */
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
}
