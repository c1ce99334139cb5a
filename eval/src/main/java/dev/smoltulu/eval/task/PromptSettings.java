package dev.smoltulu.eval.task;

import dev.smoltulu.tokenizer.ChatTemplate;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How documents become prompts.
 *
 * @param flavor             whose definition is followed
 * @param numFewshot         examples before each document; the task's own number if missing
 * @param limit              documents to ask, from the first on; all if missing
 * @param chatTemplate       wraps the prompt; if missing the prompt is plain text
 * @param systemPrompt       first message, or first text where there is no template
 * @param fewshotAsMultiturn each example is a user turn and an assistant turn, instead of all in one user turn
 * @param maxNewTokens       most tokens of a generated answer; the task's own number if missing
 * @param model              what the model can read
 */
public record PromptSettings(
        Flavor flavor,
        OptionalInt numFewshot,
        OptionalInt limit,
        Optional<ChatTemplate> chatTemplate,
        Optional<String> systemPrompt,
        boolean fewshotAsMultiturn,
        OptionalInt maxNewTokens,
        ModelLimits model) {

    /** What a flavour that leaves out examples of too long a prompt must know of the model. */
    public interface ModelLimits {

        /** Most tokens of a prompt and its answer. */
        int maxLength();

        /** Tokens of {@code text}, none added. */
        int tokens(String text);
    }
}
