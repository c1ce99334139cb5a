package dev.smoltulu.verifiers.builtin;

import com.google.gson.JsonElement;
import dev.smoltulu.base.python.PythonText;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;

/** Right where response and ground truth are the same text but for white space at both ends. */
final class ExactMatchVerifier implements Verifier {

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
