package dev.smoltulu.tokenizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * Turns what a row says into token ids and labels. A text is tokenised once, whole; a token is trained when it covers
 * at least one character of a trained span (open-instruct's rule). Longer sequences keep their head, so an answer that
 * is cut simply has no end-of-turn token. Safe for use by any number of threads.
 */
public final class TrainingEncoder {

    /**
     * One encoded row.
     *
     * @param truncated whether tokens beyond the maximum length were left out
     */
    public record Encoded(TokenSequence sequence, boolean truncated) {}

    private final TextTokenizer tokenizer;
    private final ChatTemplate template;
    private final int maxLength;
    private final boolean assistantOnlyLoss;

    /**
     * @param template          for chats; may be null where no chat is encoded
     * @param maxLength         maximum length of a sequence in tokens, at least 1
     * @param assistantOnlyLoss train answers (assistant turns, completions) only; else every token
     */
    public TrainingEncoder(TextTokenizer tokenizer, ChatTemplate template, int maxLength, boolean assistantOnlyLoss) {
        if (maxLength < 1) {
            throw new IllegalArgumentException("max_length " + maxLength + " must be at least 1");
        }
        this.tokenizer = Objects.requireNonNull(tokenizer, "tokenizer");
        this.template = template;
        this.maxLength = maxLength;
        this.assistantOnlyLoss = assistantOnlyLoss;
    }

    /** A conversation: every assistant turn with its end-of-turn token is trained. */
    public Encoded chat(List<ChatMessage> messages) {
        return chat(messages, 0);
    }

    /** A conversation of which only the assistant turns from message {@code firstTrained} on are trained. */
    public Encoded chat(List<ChatMessage> messages, int firstTrained) {
        Objects.requireNonNull(template, "a chat needs a chat template");
        if (!assistantOnlyLoss) {
            return trainedWhole(tokenizer.encode(template.render(messages, false)));
        }
        RenderedChat chat = template.renderForTraining(messages);
        List<int[]> spans = new ArrayList<>();
        for (RenderedChat.Answer answer : chat.answers()) {
            if (answer.message() >= firstTrained) {
                spans.add(new int[] {answer.start(), answer.end()});
            }
        }
        return labelled(tokenizer.encodeWithOffsets(chat.text()), spans, OptionalInt.empty());
    }

    /**
     * A prompt and its completion, written one after the other with nothing between: the completion and the eos token
     * that is put after it (where the tokenizer has one) are trained.
     */
    public Encoded promptCompletion(String prompt, String completion) {
        if (!assistantOnlyLoss) {
            return text(prompt + completion);
        }
        String whole = prompt + completion;
        return labelled(
                tokenizer.encodeWithOffsets(whole, true),
                List.of(new int[] {prompt.length(), whole.length()}),
                tokenizer.eosId());
    }

    /** Plain text and the eos token that is put after it (where the tokenizer has one): every token is trained. */
    public Encoded text(String text) {
        return trainedWhole(withEos(tokenizer.encode(text, true), tokenizer.eosId()));
    }

    private static int[] withEos(int[] ids, OptionalInt eos) {
        // A tokenizer whose own post-processor ends texts with eos must not end up with two.
        if (eos.isEmpty() || ids.length > 0 && ids[ids.length - 1] == eos.getAsInt()) {
            return ids;
        }
        int[] ended = Arrays.copyOf(ids, ids.length + 1);
        ended[ids.length] = eos.getAsInt();
        return ended;
    }

    private Encoded trainedWhole(int[] ids) {
        int[] kept = ids.length > maxLength ? Arrays.copyOf(ids, maxLength) : ids;
        return new Encoded(new TokenSequence(kept, kept), ids.length > maxLength);
    }

    /** Labels the tokens that overlap one of the spans (in order), and the eos put at the end. */
    private Encoded labelled(Encoding encoding, List<int[]> spans, OptionalInt eos) {
        int[] all = withEos(encoding.ids(), eos);
        int[] ids = all.length > maxLength ? Arrays.copyOf(all, maxLength) : all;
        int[] labels = new int[ids.length];
        Arrays.fill(labels, TokenSequence.IGNORED);
        for (int i = 0; i < Math.min(ids.length, encoding.size()); i++) {
            for (int[] span : spans) {
                if (encoding.overlaps(i, span[0], span[1])) {
                    labels[i] = ids[i];
                    break;
                }
            }
        }
        if (eos.isPresent() && ids.length == all.length && ids[ids.length - 1] == eos.getAsInt()) {
            labels[ids.length - 1] = ids[ids.length - 1];
        }
        return new Encoded(new TokenSequence(ids, labels), all.length > maxLength);
    }
}
