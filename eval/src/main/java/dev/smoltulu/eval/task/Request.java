package dev.smoltulu.eval.task;

import java.util.List;

/** What a model is asked about a document. The answer that would be right is not part of it. */
public sealed interface Request {

    /** The prompt: few-shot examples, chat template and all. Special tokens are written in it; none are added later. */
    String context();

    /**
     * How likely is each continuation after the context?
     *
     * @param continuations as they are scored, with the space before them where there is one; at least one
     */
    record Choices(String context, List<String> continuations) implements Request {

        public Choices {
            continuations = List.copyOf(continuations);
            if (continuations.isEmpty()) {
                throw new IllegalArgumentException("no continuation");
            }
        }
    }

    /**
     * The most likely continuation of the context, token by token.
     *
     * @param stop         strings that end the answer and are not part of it; the model's end-of-sequence tokens end
     *                     it in any case
     * @param maxNewTokens maximum length of an answer in tokens
     */
    record Generation(String context, List<String> stop, int maxNewTokens) implements Request {

        public Generation {
            stop = List.copyOf(stop);
            if (maxNewTokens < 1) {
                throw new IllegalArgumentException("at most " + maxNewTokens + " tokens");
            }
        }
    }
}
