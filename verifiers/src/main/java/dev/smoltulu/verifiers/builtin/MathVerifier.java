package dev.smoltulu.verifiers.builtin;

import com.google.gson.JsonElement;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Rules;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import dev.smoltulu.verifiers.math.MathAnswers;
import java.time.Duration;

/** Whether the final answer of a response equals the ground truth, written in LaTeX: as text or as mathematics. */
final class MathVerifier implements Verifier {

    static final String NAME = "math";

    private final Rules rules;
    private final TimeLimit timeLimit;
    private final MathAnswers answers;

    MathVerifier(Rules rules, Duration timeLimit) {
        this.rules = rules;
        this.timeLimit = new TimeLimit(timeLimit);
        this.answers = new MathAnswers(rules);
    }

    @Override
    public Verdict verify(Response response) throws InterruptedException {
        try {
            String truth = GroundTruth.text(response.groundTruth());
            MathAnswers.Comparison comparison = timeLimit.call(() -> answers.compare(response.answer(rules), truth));
            return Verdict.of(comparison.right() || answers.prove(comparison, timeLimit.limit()));
        } catch (TimeLimit.Failure | MathAnswers.NoProof e) {
            return Verdict.failed(e.getMessage());
        }
    }

    @Override
    public void check(JsonElement groundTruth) {
        GroundTruth.text(groundTruth);
    }

    @Override
    public void close() {
        timeLimit.close();
        answers.close();
    }
}
