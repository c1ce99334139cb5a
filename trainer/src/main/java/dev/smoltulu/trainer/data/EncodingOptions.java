package dev.smoltulu.trainer.data;

import dev.smoltulu.UserError;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;

/**
 * How rows become examples.
 *
 * @param tokenizer         may be null where every row brings its token ids
 * @param template          for chats; may be null where there are none
 * @param maxLength         most tokens of a sequence; longer ones keep their head
 * @param assistantOnlyLoss train answers and completions only
 * @param vocabSize         of the model: every token id lies below it
 * @param seed              draws which rows a weight or a number of rows takes
 */
public record EncodingOptions(TextTokenizer tokenizer, ChatTemplate template, int maxLength,
        boolean assistantOnlyLoss, int vocabSize, long seed) {

    public EncodingOptions {
        if (maxLength < 1) {
            throw UserError.usage("max_length: " + maxLength + " must be at least 1");
        }
    }
}
