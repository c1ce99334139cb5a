package dev.smoltulu.verifiers;

import com.google.gson.JsonElement;

/**
 * What a model wrote.
 *
 * @param prompt      what it was asked, as the model read it
 * @param text        its answer alone, without the prompt and without end tokens
 * @param groundTruth what the row says the answer should be, in the form that its verifier knows
 */
public record Response(String prompt, String text, JsonElement groundTruth) {}
