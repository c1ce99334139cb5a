package dev.smoltulu.tokenizer;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tokenizer.jinja.TemplateException;

/** What a user reads where a template fails. */
final class TemplateErrors {

    private static final int MAX_MESSAGE = 300;

    private TemplateErrors() {}

    /**
     * The error as one line.
     *
     * @param template which template it is
     * @param subject  what it was rendered for
     */
    static UserError userError(String template, String subject, TemplateException e) {
        String line = e.line() > 0 ? " (line " + e.line() + ")" : "";
        String message = e.getMessage().replaceAll("\\s*\\R\\s*", " ");
        String shortMessage = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) + "..." : message;
        return switch (e.kind()) {
            case RAISED -> UserError.failed(template + " refuses this " + subject + ": " + message);
            case LIMIT ->
                UserError.failed(template + " does not come to an end for one " + subject + line + ": " + shortMessage);
            case FAULT -> UserError.failed(template + " cannot be evaluated" + line + ": " + shortMessage, e);
        };
    }
}
