package dev.smoltulu.verifiers.builtin;

import com.google.gson.JsonElement;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.text.Excerpt;

/** Reads the forms of ground truth that several verifiers share. */
final class GroundTruth {

    private GroundTruth() {}

    /**
     * A text that is not blank; numbers count as the text they are written as.
     *
     * @throws UserError for anything else
     */
    static String text(JsonElement groundTruth) {
        if (groundTruth instanceof JsonPrimitive value
                && !value.isBoolean()
                && !value.getAsString().isBlank()) {
            return value.getAsString();
        }
        throw UserError.failed("ground_truth must be a text, not " + shown(groundTruth));
    }

    /** As an error line quotes it. */
    static String shown(JsonElement groundTruth) {
        return Excerpt.of(String.valueOf(groundTruth));
    }
}
