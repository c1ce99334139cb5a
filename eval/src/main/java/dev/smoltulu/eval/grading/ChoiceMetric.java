package dev.smoltulu.eval.grading;

import dev.smoltulu.base.python.PythonText;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Accuracies of multiple choice: by what a choice's log-probability is divided before the largest one is taken. */
public enum ChoiceMetric {
    /** By nothing. */
    ACC,
    /** By the choice's characters, as Python counts them. */
    ACC_NORM,
    /** By the choice's bytes in UTF-8. */
    ACC_BYTES;

    /** As results and task files have it. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What the log-probability of {@code choice} is divided by. */
    double length(String choice) {
        return switch (this) {
            case ACC -> 1;
            case ACC_NORM -> PythonText.length(choice);
            case ACC_BYTES -> choice.getBytes(StandardCharsets.UTF_8).length;
        };
    }
}
