package dev.smoltulu.eval.task;

import dev.smoltulu.tokenizer.ChatTemplate;
import java.util.Optional;

/**
 * What prompts are made with: the user's settings and what they need of the model.
 *
 * @param settings     the user's
 * @param chatTemplate the template that the settings name, loaded; empty where they name none
 * @param model        what the model can read
 */
public record PromptContext(PromptSettings settings, Optional<ChatTemplate> chatTemplate, ModelLimits model) {

    /** What a flavor that leaves out examples of too long a prompt must know of the model. */
    public interface ModelLimits {

        /** Maximum length of a prompt with its answer, in tokens. */
        int maxLength();

        /** Number of tokens of {@code text}, without special tokens. */
        int tokens(String text);
    }
}
