package dev.smoltulu.tools.quickstart;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One conversation of the quickstart corpus; it ends with an assistant message.
 *
 * @param family   what kind of question it asks
 * @param messages the conversation: perhaps a system message, then user and assistant in turn
 */
public record CorpusRow(WordProblems.Family family, List<Message> messages) {

    /** One message; {@code role} is system, user or assistant, {@code content} its text. */
    public record Message(String role, String content) {

        static Message system(String content) {
            return new Message("system", content);
        }

        static Message user(String content) {
            return new Message("user", content);
        }

        static Message assistant(String content) {
            return new Message("assistant", content);
        }
    }

    public CorpusRow {
        messages = List.copyOf(messages);
        if (messages.isEmpty() || !messages.get(messages.size() - 1).role().equals("assistant")) {
            throw new IllegalArgumentException("a conversation must end with an assistant message");
        }
    }

    static CorpusRow of(WordProblems.Family family, String question, String answer) {
        return new CorpusRow(family, List.of(Message.user(question), Message.assistant(answer)));
    }

    /** The user's messages, first to last. */
    public List<String> questions() {
        return messages.stream()
                .filter(m -> m.role().equals("user"))
                .map(Message::content)
                .toList();
    }

    /** The last assistant message. */
    public String answer() {
        return messages.get(messages.size() - 1).content();
    }

    /** Everything before the last assistant message, one line per message: the same prompt, the same answer. */
    public String prompt() {
        return messages.subList(0, messages.size() - 1).stream()
                .map(m -> m.role() + ": " + m.content())
                .collect(Collectors.joining("\n"));
    }
}
