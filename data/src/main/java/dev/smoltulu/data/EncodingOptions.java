package dev.smoltulu.data;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;

/**
 * How rows become examples.
 *
 * @param tokenizer         may be null where every row brings its token ids
 * @param template          for chats; may be null where there are none
 * @param maxLength         maximum tokens of a sequence; longer ones keep their head
 * @param assistantOnlyLoss train answers and completions only
 * @param vocabSize         of the model: every token id lies below it
 * @param seed              draws which rows a weight or a number of rows takes
 */
public record EncodingOptions(
        TextTokenizer tokenizer,
        ChatTemplate template,
        int maxLength,
        boolean assistantOnlyLoss,
        int vocabSize,
        long seed) {

    public EncodingOptions {
        if (maxLength < 1) {
            throw UserError.usage("max_length: " + maxLength + " must be at least 1");
        }
    }

    /** The tokenizer, or an error that names file and row. */
    TextTokenizer tokenizer(String where) {
        if (tokenizer == null) {
            throw UserError.failed(where + ": text needs a tokenizer, and the model's folder has no"
                    + " tokenizer.json; rows of input_ids need none");
        }
        return tokenizer;
    }

    /** The chat template, or an error that names file and row. */
    ChatTemplate template(String where) {
        if (template == null) {
            throw UserError.failed(where + ": messages need a chat template, and the tokenizer has no eos_token "
                    + "for tulu or no chat_template for model; set chat_template to chatml");
        }
        return template;
    }

    /** Refuses token ids that the model does not have. */
    void check(String where, int[] ids) {
        for (int id : ids) {
            if (id >= vocabSize) {
                throw UserError.failed(where + ": the tokenizer writes token " + id + ", but the model has" + " only "
                        + vocabSize + "; tokenizer and model do not belong together");
            }
        }
    }
}
