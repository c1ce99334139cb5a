package dev.smoltulu.eval.harness;

/**
 * What stands between the parts of a prompt.
 *
 * @param description      before everything; usually empty
 * @param targetDelimiter  between a question and its answer
 * @param fewshotDelimiter after the answer of an example
 */
public record Joining(String description, String targetDelimiter, String fewshotDelimiter) {

    /** Both harnesses' usual one. */
    public static final Joining USUAL = new Joining("", " ", "\n\n");
}
