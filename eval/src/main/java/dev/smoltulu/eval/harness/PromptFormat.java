package dev.smoltulu.eval.harness;

import java.util.List;

/** How a harness makes prompts; one is used for one task, because its random number generator keeps its state. */
sealed interface PromptFormat permits LmEvalPrompts, LightevalPrompts {

    /**
     * What the model reads.
     *
     * @param shots examples in it
     */
    record Prompt(String context, int shots) {}

    /** The documents in the order in which they are asked. */
    List<Example> order(List<Example> documents);

    /**
     * The examples before each document.
     *
     * @param pool  what they are drawn from
     * @param count of them; at least 1
     */
    FewShots fewShots(Shots.Selection selection, List<Example> pool, int count);

    /** Joins the parts. */
    Prompt prompt(List<Example> shots, Example asked);

    /** The separator between a prompt and a choice. */
    String choiceDelimiter();

    /** The strings that end an answer. */
    List<String> stop(Output.Generation generation);
}
