package dev.smoltulu.data;

import com.google.gson.JsonElement;

/**
 * A prompt whose answers can be verified.
 *
 * @param inputIds    token ids of the prompt, the header of the answer's turn included
 * @param text        the prompt as the model reads it
 * @param groundTruth what {@code verifier} compares answers with
 * @param verifier    name of the verifier, known to {@link dev.smoltulu.verifiers.builtin.Verifiers}
 * @param source      the dataset that the row names; the verifier's name where it names none
 * @param origin      file and row
 */
public record PromptExample(
        int[] inputIds, String text, JsonElement groundTruth, String verifier, String source, String origin) {}
