package dev.smoltulu.eval.harness;

import java.util.Optional;

/**
 * Where a task's solved examples come from.
 *
 * @param split     the split they are drawn from; missing where the task has none
 * @param number    how many, unless the user says otherwise
 * @param fixed     whether the task keeps that number whatever the user says
 * @param selection how they are drawn
 */
public record Shots(Optional<String> split, int number, boolean fixed, Selection selection) {

    /** Ways to draw examples. */
    public enum Selection {
        /** At random, anew for each document. */
        SAMPLED("default"),
        /** As {@link #SAMPLED}, but one more, from which the document itself is taken out. */
        SAMPLED_WITHOUT_DOCUMENT("default"),
        /** lighteval: at random, anew for each document, from a split that no document is in. */
        SAMPLED_FROM_TRAIN("random_sampling_from_train"),
        /** lighteval: right answers in turn, the same for every document. */
        BALANCED("balanced");

        private final String key;

        Selection(String key) {
            this.key = key;
        }

        /** The harness's name. */
        public String key() {
            return key;
        }
    }

    /** Never an example. */
    public static final Shots NEVER = new Shots(Optional.empty(), 0, true, Selection.SAMPLED);
}
