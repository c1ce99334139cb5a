package dev.smoltulu.tools.generate;

import dev.smoltulu.base.UserError;
import dev.smoltulu.deploy.generate.TextModel;
import dev.smoltulu.tokenizer.ChatMessage;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tools.cli.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A conversation: a line of the user, an answer of the model, until the input ends or {@code /exit}. */
public final class Conversation {

    private static final String EXIT = "/exit";

    private final TextModel model;
    private final ChatTemplate template;
    private final Console console;
    private final List<ChatMessage> opening;
    private final List<ChatMessage> history = new ArrayList<>();

    /**
     * A conversation before its first message.
     *
     * @param system the system prompt, if any
     */
    public Conversation(TextModel model, ChatTemplate template, Optional<String> system, Console console) {
        this.model = model;
        this.template = template;
        this.console = console;
        this.opening =
                system.map(text -> List.of(new ChatMessage("system", text))).orElse(List.of());
        history.addAll(opening);
    }

    /** The prompt of a conversation with one message. */
    public int[] prompt(String message) {
        history.add(new ChatMessage("user", message));
        return encodeHistory();
    }

    /**
     * Talks until {@code input} ends.
     *
     * @param answers generates and shows an answer to a prompt; nothing when it was given up, which ends the talk
     * @return whether the talk came to its own end
     */
    public boolean talk(BufferedReader input, Function<int[], Optional<TextModel.Answer>> answers) {
        while (true) {
            Optional<String> line = readLine(input);
            if (line.isEmpty() || line.get().strip().equals(EXIT)) {
                return true;
            }
            if (line.get().isBlank()) {
                continue;
            }
            Optional<int[]> prompt = nextPrompt(line.get());
            if (prompt.isEmpty()) {
                continue;
            }
            Optional<TextModel.Answer> answer = answers.apply(prompt.get());
            if (answer.isEmpty()) {
                return false;
            }
            history.add(new ChatMessage(ChatMessage.ASSISTANT, answer.get().text()));
        }
    }

    private Optional<String> readLine(BufferedReader input) {
        if (console.terminal().interactive()) {
            console.out().print("> ");
            console.out().flush();
        }
        try {
            return Optional.ofNullable(input.readLine());
        } catch (IOException e) {
            throw UserError.failed("the input cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** The prompt with the user's next message; one that leaves no room starts a conversation of its own. */
    private Optional<int[]> nextPrompt(String message) {
        int[] prompt = prompt(message);
        if (prompt.length <= model.longestPrompt()) {
            return Optional.of(prompt);
        }
        boolean first = history.size() == opening.size() + 1;
        history.clear();
        history.addAll(opening);
        if (!first) {
            console.err()
                    .println("smoltulu: the conversation has " + prompt.length + " tokens and the model takes "
                            + model.longestPrompt() + "; it starts anew with your last message");
            return nextPrompt(message);
        }
        console.err()
                .println("smoltulu: the message has " + prompt.length + " tokens and the model takes "
                        + model.longestPrompt() + "; write a shorter one");
        return Optional.empty();
    }

    private int[] encodeHistory() {
        return model.tokenizer().encode(template.render(history, true));
    }
}
