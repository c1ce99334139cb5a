package dev.smoltulu.eval.grading;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.smoltulu.base.python.PythonRegex;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether answer and target are the same text after the same changes to both, in this order.
 *
 * @param ignored           parts that match are deleted, pattern after pattern
 * @param ignoreCase        all letters become lower case
 * @param ignorePunctuation ASCII punctuation is deleted
 * @param ignoreNumbers     ASCII digits are deleted
 */
public record ExactMatchMetric(
        List<PythonRegex> ignored, boolean ignoreCase, boolean ignorePunctuation, boolean ignoreNumbers) {

    /** lm-evaluation-harness's name. */
    public static final String KEY = "exact_match";

    private static final Pattern PUNCTUATION = Pattern.compile("[!-/:-@\\[-`{-~]");
    private static final Pattern DIGITS = Pattern.compile("[0-9]");

    public ExactMatchMetric {
        ignored = List.copyOf(ignored);
    }

    boolean same(String answer, String target) {
        return compared(answer).equals(compared(target));
    }

    /** As an entry of a task file's metric_list. */
    JsonObject described() {
        JsonObject entry = DescribedGrader.mean(KEY);
        JsonArray patterns = new JsonArray();
        ignored.forEach(pattern -> patterns.add(pattern.source()));
        entry.addProperty("ignore_case", ignoreCase);
        entry.addProperty("ignore_punctuation", ignorePunctuation);
        entry.addProperty("ignore_numbers", ignoreNumbers);
        entry.add("regexes_to_ignore", patterns);
        return entry;
    }

    private String compared(String text) {
        String rest = text;
        for (PythonRegex pattern : ignored) {
            rest = pattern.replaceAll(rest, "");
        }
        rest = ignoreCase ? rest.toLowerCase(Locale.ROOT) : rest;
        rest = ignorePunctuation ? PUNCTUATION.matcher(rest).replaceAll("") : rest;
        return ignoreNumbers ? DIGITS.matcher(rest).replaceAll("") : rest;
    }
}
