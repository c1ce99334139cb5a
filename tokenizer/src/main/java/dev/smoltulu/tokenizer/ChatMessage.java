package dev.smoltulu.tokenizer;

import java.util.Objects;

/**
 * One turn of a conversation.
 *
 * @param role    who speaks: system, user, assistant, tool
 * @param content what is said; may be empty
 */
public record ChatMessage(String role, String content) {

    public static final String ASSISTANT = "assistant";

    public ChatMessage {
        Objects.requireNonNull(content, "content");
        if (role.isBlank()) {
            throw new IllegalArgumentException("a message needs a role");
        }
    }

    /** Whether the assistant says it. */
    public boolean isAssistant() {
        return role.equals(ASSISTANT);
    }
}
