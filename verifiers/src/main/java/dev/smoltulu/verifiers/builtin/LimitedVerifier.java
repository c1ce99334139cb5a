package dev.smoltulu.verifiers.builtin;

import com.google.gson.JsonElement;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import java.time.Duration;

/** A verifier whose verdicts take no longer than a time limit. What it throws is a problem, not an error. */
final class LimitedVerifier implements Verifier {

    private final Verifier verifier;
    private final TimeLimit timeLimit;

    LimitedVerifier(Verifier verifier, Duration timeLimit) {
        this.verifier = verifier;
        this.timeLimit = new TimeLimit(timeLimit);
    }

    @Override
    public Verdict verify(Response response) throws InterruptedException {
        try {
            return timeLimit.call(() -> verifier.verify(response));
        } catch (TimeLimit.Failure e) {
            return Verdict.failed(e.getMessage());
        }
    }

    @Override
    public void check(JsonElement groundTruth) {
        verifier.check(groundTruth);
    }

    @Override
    public void close() {
        timeLimit.close();
        verifier.close();
    }
}
