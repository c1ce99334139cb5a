package dev.smoltulu.verifiers;

import com.google.gson.JsonElement;
import dev.smoltulu.base.python.PythonText;

/**
 * What a model wrote.
 *
 * @param prompt      what it was asked, as the model read it
 * @param text        its answer alone, without the prompt and without end tokens
 * @param groundTruth what the row says the answer should be, in the form that its verifier knows
 */
public record Response(String prompt, String text, JsonElement groundTruth) {

    private static final String MARKER = "<|assistant|>\n";

    /**
     * The part of the text that is verified: without white space at both ends, and under the published rules only what
     * follows the last {@code <|assistant|>} that the model wrote itself.
     */
    public String answer(Rules rules) {
        int marker = text.lastIndexOf(MARKER);
        boolean cut = rules == Rules.PUBLISHED && marker >= 0;
        return PythonText.strip(cut ? text.substring(marker + MARKER.length()) : text);
    }
}
