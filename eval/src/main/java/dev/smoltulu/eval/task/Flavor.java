package dev.smoltulu.eval.task;

import dev.smoltulu.base.UserError;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Whose definition of a task is followed, where the two harnesses of the field differ. */
public enum Flavor {
    /** lm-evaluation-harness. */
    LM_EVAL("lm-eval", 1234),
    /** lighteval at the commit that SmolLM2's evaluation pins: what SmolLM2 and SmolTulu report. */
    LIGHTEVAL("lighteval", 42);

    private final String key;
    private final int fewshotSeed;

    Flavor(String key, int fewshotSeed) {
        this.key = key;
        this.fewshotSeed = fewshotSeed;
    }

    /** The name that a user gives it. */
    public String key() {
        return key;
    }

    /** Seed of the generator that draws few-shot examples. */
    public int fewshotSeed() {
        return fewshotSeed;
    }

    /**
     * The flavour called {@code key}.
     *
     * @throws UserError usage, for another name
     */
    public static Flavor parse(String key) {
        return Arrays.stream(values())
                .filter(flavor -> flavor.key.equals(key))
                .findFirst()
                .orElseThrow(() -> UserError.usage("unknown `flavor` '" + key + "'; there is "
                        + Arrays.stream(values()).map(Flavor::key).collect(Collectors.joining(" and "))));
    }
}
