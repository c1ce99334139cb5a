package dev.smoltulu.tokenizer;

import dev.smoltulu.base.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A built-in template: each message is a header, its content and an end, all fixed strings.
 *
 * @param name         as in the recipe
 * @param header       written before the content, with {@code %s} for the role
 * @param answerEnd    end-of-turn text of an assistant message
 * @param otherEnd     end of any other message, before {@code separator}
 * @param separator    written after every message
 * @param separateLast whether {@code separator} also follows an assistant message that is the last one
 * @param roles        roles the template knows; empty for any
 */
record MarkerTemplate(
        String name,
        String header,
        String answerEnd,
        String otherEnd,
        String separator,
        boolean separateLast,
        Set<String> roles)
        implements ChatTemplate {

    static final MarkerTemplate CHATML =
            new MarkerTemplate("chatml", "<|im_start|>%s\n", "<|im_end|>", "<|im_end|>", "\n", true, Set.of());

    static MarkerTemplate tulu(String eos) {
        return new MarkerTemplate("tulu", "<|%s|>\n", eos, "", "\n", false, Set.of("system", "user", "assistant"));
    }

    @Override
    public String source() {
        return toString();
    }

    @Override
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        String text = renderForTraining(messages).text();
        return addGenerationPrompt ? text + header.replace("%s", ChatMessage.ASSISTANT) : text;
    }

    @Override
    public RenderedChat renderForTraining(List<ChatMessage> messages) {
        StringBuilder text = new StringBuilder();
        List<RenderedChat.Answer> answers = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            ChatMessage message = messages.get(i);
            if (!roles.isEmpty() && !roles.contains(message.role())) {
                throw UserError.failed("chat_template \"" + name + "\" has no role \"" + message.role()
                        + "\"; it knows system, user and assistant");
            }
            text.append(header.replace("%s", message.role()));
            int start = text.length();
            text.append(message.content()).append(message.isAssistant() ? answerEnd : otherEnd);
            if (message.isAssistant()) {
                answers.add(new RenderedChat.Answer(i, start, text.length()));
            }
            if (separateLast || !message.isAssistant() || i < messages.size() - 1) {
                text.append(separator);
            }
        }
        return new RenderedChat(text.toString(), answers);
    }
}
