package dev.smoltulu.eval.answers;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import java.util.Arrays;

/**
 * How prompts become token ids, in either harness's way. Whitespace at the end of a context is scored with the
 * continuation; a prompt that is too long loses tokens at its beginning.
 */
public final class RequestEncoder {

    private final EvalModel model;
    private final Flavor flavor;
    private final String prefix;

    public RequestEncoder(EvalModel model, Flavor flavor) {
        this.model = model;
        this.flavor = flavor;
        this.prefix = model.tokenizer().decode(new int[] {model.prefixToken()}, false);
    }

    /**
     * A prompt as the model reads it.
     *
     * @param ids     token ids
     * @param dropped ids that were cut off at the beginning
     */
    public record Prompt(int[] ids, int dropped) {}

    /**
     * A context with a continuation to be scored.
     *
     * @param dropped ids of the context that were cut off at the beginning
     */
    public record Continuation(ScoredSequence sequence, int dropped) {}

    /**
     * Token ids of a prompt. lm-evaluation-harness lets the tokenizer add what it adds by itself, unless the text
     * begins with the bos token already; lighteval adds nothing.
     *
     * @param where what an error names
     */
    public int[] encode(String text, String where) {
        boolean add = switch (flavor) {
            case LM_EVAL -> prefix.isEmpty() || !text.startsWith(prefix);
            case LIGHTEVAL -> false;
        };
        return model.encode(text, add, where);
    }

    /**
     * A prompt with room for an answer.
     *
     * @param newTokens maximum length of the answer in tokens
     * @throws UserError when the model has no room for a prompt beside the answer
     */
    public Prompt prompt(String context, int newTokens, String where) {
        int room = model.maxLength() - newTokens;
        if (room < 1) {
            throw UserError.usage(where + ": an answer may have " + newTokens + " tokens, which leaves none of the "
                    + model.maxLength() + " positions for the prompt; set `max_new_tokens` lower");
        }
        int[] ids = context.isEmpty() ? new int[] {model.prefixToken()} : encode(context, where);
        int dropped = Math.max(0, ids.length - room);
        return new Prompt(Arrays.copyOfRange(ids, dropped, ids.length), dropped);
    }

    /**
     * A continuation in its context.
     *
     * @throws UserError for a continuation without tokens, or one that alone is too long for the model
     */
    public Continuation continuation(String context, String continuation, String where) {
        String stripped = PythonText.stripTrailing(context);
        String scored = context.substring(stripped.length()) + continuation;
        return stripped.isEmpty() ? withoutContext(scored, where) : inContext(stripped, scored, where);
    }

    private Continuation withoutContext(String continuation, String where) {
        int[] ids = model.encode(continuation, false, where);
        boolean prefixed = flavor == Flavor.LM_EVAL && ids.length > 0 && ids[0] == model.prefixToken();
        int[] whole = prefixed ? ids : concatenated(new int[] {model.prefixToken()}, ids, ids.length);
        return fitted(whole, whole.length - 1, where);
    }

    private Continuation inContext(String context, String continuation, String where) {
        int[] before = encode(context, where);
        int[] whole = encode(context + continuation, where);
        if (flavor == Flavor.LIGHTEVAL && before.length == whole.length) {
            return fitted(whole, 1, where);
        }
        int scored = Math.max(0, whole.length - before.length);
        int[] tail = Arrays.copyOfRange(whole, whole.length - scored, whole.length);
        return fitted(concatenated(before, tail, scored), scored, where);
    }

    private Continuation fitted(int[] ids, int scored, String where) {
        // lm-evaluation-harness counts the tokens that are fed, lighteval the last one too.
        int most = switch (flavor) {
            case LM_EVAL -> model.maxLength() + 1;
            case LIGHTEVAL -> model.maxLength();
        };
        if (scored < 1) {
            throw UserError.failed(where + ": a choice has no token of its own after the prompt, so it cannot be "
                    + "scored; leave the document out");
        }
        if (scored >= most) {
            throw UserError.failed(where + ": a choice alone has " + scored + " tokens, more than the "
                    + model.maxLength() + " positions of the model; leave the document out");
        }
        int dropped = Math.max(0, ids.length - most);
        return new Continuation(new ScoredSequence(Arrays.copyOfRange(ids, dropped, ids.length), scored), dropped);
    }

    private static int[] concatenated(int[] first, int[] second, int length) {
        int[] whole = Arrays.copyOf(first, first.length + length);
        System.arraycopy(second, 0, whole, first.length, length);
        return whole;
    }
}
