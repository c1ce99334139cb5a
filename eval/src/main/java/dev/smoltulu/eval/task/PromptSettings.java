package dev.smoltulu.eval.task;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How documents become prompts, as the user asks for it.
 *
 * @param flavor             whose definition of a task is used
 * @param numFewshot         examples before each document; each task's own number if empty
 * @param limit              maximum number of documents, from the first on; all if empty
 * @param chatTemplate       name of the chat template around a prompt; plain text if empty
 * @param systemPrompt       first message, or first text where there is no template
 * @param fewshotAsMultiturn each example is a user turn and an assistant turn, instead of all in one user turn
 * @param maxNewTokens       maximum length of a generated answer in tokens; each task's own number if empty
 */
public record PromptSettings(
        Flavor flavor,
        OptionalInt numFewshot,
        OptionalInt limit,
        Optional<String> chatTemplate,
        Optional<String> systemPrompt,
        boolean fewshotAsMultiturn,
        OptionalInt maxNewTokens) {

    /** The defaults of lm-evaluation-harness. */
    public static final PromptSettings DEFAULT = new PromptSettings(
            Flavor.LM_EVAL,
            OptionalInt.empty(),
            OptionalInt.empty(),
            Optional.empty(),
            Optional.empty(),
            false,
            OptionalInt.empty());

    /** The same with prompts as user turns of this template. */
    public PromptSettings inChatTemplate(String name) {
        return new PromptSettings(
                flavor, numFewshot, limit, Optional.of(name), systemPrompt, fewshotAsMultiturn, maxNewTokens);
    }
}
