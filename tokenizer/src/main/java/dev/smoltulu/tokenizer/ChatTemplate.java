package dev.smoltulu.tokenizer;

import dev.smoltulu.base.UserError;
import java.util.List;
import java.util.Optional;

/** How a conversation becomes the text a model reads, and which parts of that text are its answers. */
public sealed interface ChatTemplate permits MarkerTemplate, JinjaTemplate {

    /** The names the recipe key {@code chat_template} takes. */
    List<String> NAMES = List.of("model", "tulu", "chatml");

    /** {@code model}, {@code tulu} or {@code chatml}. */
    String name();

    /** Source text that identifies the template, for its checksum in reports. */
    String source();

    /**
     * Writes the conversation.
     *
     * @param addGenerationPrompt end with the header of an assistant turn, for the model to continue
     * @throws UserError when the template refuses the conversation
     */
    String render(List<ChatMessage> messages, boolean addGenerationPrompt);

    /**
     * Writes the conversation and finds each assistant turn in it: from the end of its header to the end of its
     * end-of-turn token. The spans come from the rendered text, never from a search for role markers, so that
     * content which contains markers is harmless.
     *
     * @throws UserError when the template refuses the conversation, or hides where its answers begin and end
     */
    RenderedChat renderForTraining(List<ChatMessage> messages);

    /**
     * The template of this name.
     *
     * @param name      {@code model} (the Jinja template in the tokenizer's folder), {@code tulu} or {@code chatml}
     * @param tokenizer gives the model's template and the end-of-sequence token that {@code tulu} writes
     * @throws UserError for an unknown name, a model without a template, or a tokenizer without an eos token
     */
    static ChatTemplate named(String name, TextTokenizer tokenizer) {
        return switch (name) {
            case "tulu" ->
                tulu(tokenizer
                        .eosToken()
                        .orElseThrow(() -> UserError.failed(tokenizer.folder()
                                + ": chat_template \"tulu\" ends answers with the eos token, but tokenizer_config.json names no"
                                + " eos_token")));
            case "chatml" -> chatml();
            case "model" ->
                new JinjaTemplate(
                        tokenizer
                                .chatTemplate()
                                .orElseThrow(() -> UserError.failed(tokenizer.folder()
                                        + ": the model brings no chat template; set chat_template to \"tulu\" or"
                                        + " \"chatml\"")),
                        tokenizer);
            default ->
                throw UserError.usage("chat_template: \"" + name + "\" is not one of " + String.join(", ", NAMES));
        };
    }

    /** Like {@link #named}, or nothing where the tokenizer does not bring what the template needs. */
    static Optional<ChatTemplate> find(String name, TextTokenizer tokenizer) {
        boolean missing = name.equals("tulu") && tokenizer.eosToken().isEmpty()
                || name.equals("model") && tokenizer.chatTemplate().isEmpty();
        return missing ? Optional.empty() : Optional.of(named(name, tokenizer));
    }

    /**
     * Tulu 3's template (open-instruct, template "tulu"): {@code <|system|>}, {@code <|user|>} or
     * {@code <|assistant|>} on a line of its own, then the content. An answer ends with {@code eos}; every turn but a
     * last answer ends with a newline. There is no default system prompt and no bos; the markers are plain text.
     */
    static ChatTemplate tulu(String eos) {
        return MarkerTemplate.tulu(eos);
    }

    /**
     * Plain ChatML: {@code <|im_start|>role\ncontent<|im_end|>\n} for every message, and no default system prompt
     * (SmolLM2-Instruct's own template, {@code model}, adds one).
     */
    static ChatTemplate chatml() {
        return MarkerTemplate.CHATML;
    }
}
