package dev.smoltulu.verifiers;

import com.google.gson.JsonElement;
import dev.smoltulu.base.python.PythonText;

/** Right where response and ground truth are the same text but for white space at both ends. */
final class ExactMatch implements Verifier {

    static final String NAME = "exact_match";

    @Override
    public Verdict verify(Response response) {
        return Verdict.of(
                PythonText.strip(response.text()).equals(PythonText.strip(GroundTruth.text(response.groundTruth()))));
    }

    @Override
    public void check(JsonElement groundTruth) {
        GroundTruth.text(groundTruth);
    }
}
