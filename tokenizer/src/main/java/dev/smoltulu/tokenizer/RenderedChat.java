package dev.smoltulu.tokenizer;

import java.util.List;

/**
 * A conversation as the text the model reads, and where its answers lie in that text.
 *
 * @param text    the whole conversation, without a generation prompt
 * @param answers one entry per assistant message, in order
 */
public record RenderedChat(String text, List<Answer> answers) {

    /**
     * One assistant turn: [{@code start}, {@code end}) in UTF-16 indices of the text, from the end of its header to
     * the end of its end-of-turn token.
     *
     * @param message index of the message in the conversation
     */
    public record Answer(int message, int start, int end) {

        public Answer {
            if (start < 0 || end < start) {
                throw new IllegalArgumentException("answer [" + start + ", " + end + ")");
            }
        }
    }

    public RenderedChat {
        answers = List.copyOf(answers);
        int last = 0;
        for (Answer answer : answers) {
            if (answer.start() < last || answer.end() > text.length()) {
                throw new IllegalArgumentException("answers overlap or leave the text: " + answers);
            }
            last = answer.end();
        }
    }
}
