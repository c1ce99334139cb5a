package dev.smoltulu.data;

import dev.smoltulu.base.UserError;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.tokenizer.TrainingEncoder;
import java.util.Arrays;

/** Turns what a row says into tokens; errors name file and row. Safe for use by any number of threads. */
final class SequenceEncoder {

    private final EncodingOptions options;
    private final TrainingEncoder encoder;

    SequenceEncoder(EncodingOptions options) {
        this.options = options;
        this.encoder = options.tokenizer() == null
                ? null
                : new TrainingEncoder(
                        options.tokenizer(), options.template(), options.maxLength(), options.assistantOnlyLoss());
    }

    TrainingEncoder.Encoded encode(String where, SftRow row) {
        if (row instanceof SftRow.Ids ids) {
            return cut(ids);
        }
        options.tokenizer(where);
        TrainingEncoder.Encoded encoded = located(where, row);
        options.check(where, encoded.sequence().inputIds());
        return encoded;
    }

    private TrainingEncoder.Encoded located(String where, SftRow row) {
        if (row instanceof SftRow.Chat) {
            options.template(where);
        }
        try {
            if (row instanceof SftRow.Chat chat) {
                return encoder.chat(chat.messages(), chat.firstTrained());
            }
            if (row instanceof SftRow.PromptCompletion pair) {
                return encoder.promptCompletion(pair.prompt(), pair.completion());
            }
            return encoder.text(((SftRow.Text) row).text());
        } catch (UserError e) {
            throw UserError.failed(where + ": " + e.getMessage(), e);
        }
    }

    private TrainingEncoder.Encoded cut(SftRow.Ids ids) {
        boolean longer = ids.inputIds().length > options.maxLength();
        int length = Math.min(ids.inputIds().length, options.maxLength());
        return new TrainingEncoder.Encoded(
                new TokenSequence(Arrays.copyOf(ids.inputIds(), length), Arrays.copyOf(ids.labels(), length)), longer);
    }
}
