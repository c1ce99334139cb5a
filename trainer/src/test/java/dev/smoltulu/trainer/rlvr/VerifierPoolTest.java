package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.VerifierSettings;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class VerifierPoolTest {

    @Test
    void aResponseWithoutItsEndIsPenalisedWhateverItSays() {
        VerifierPool.Reward penalised = new VerifierPool.Reward(10, true, -10);
        assertEquals(10, penalised.of(1, true));
        assertEquals(5, penalised.of(0.5, true));
        assertEquals(0, penalised.of(0, true));
        assertEquals(-10, penalised.of(1, false));
        assertEquals(10, new VerifierPool.Reward(10, false, -10).of(1, false));
    }

    @Test
    void aVerdictComparesTheResponseWithItsPromptsGroundTruth() throws Exception {
        try (VerifierPool pool = new VerifierPool(Verifiers.of(VerifierSettings.usual()), message -> {})) {
            assertEquals(Verdict.of(true), pool.verdict(TinyRun.prompt(2), "7").get());
            assertEquals(Verdict.of(false), pool.verdict(TinyRun.prompt(2), "8").get());
        }
    }

    @Test
    void aProblemIsReportedOnceAndOnlyTheFirstTen() {
        List<String> messages = new ArrayList<>();
        try (VerifierPool pool = new VerifierPool(Verifiers.of(VerifierSettings.usual()), messages::add)) {
            pool.report(List.of(failed("broken"), failed("broken"), TinyRun.rollout(0, 1, 10)));
            pool.report(List.of(failed("broken")));
            assertEquals(
                    List.of("verifier exact_match, rows.jsonl row 1: broken; such responses count as wrong"), messages);
            for (int i = 0; i < 20; i++) {
                pool.report(List.of(failed("problem " + i)));
            }
            assertEquals(10, messages.size());
        }
    }

    private static Rollout failed(String problem) {
        return new Rollout(TinyRun.prompt(2), 0, 0, new int[] {1}, new float[1], true, "", Verdict.failed(problem), 0);
    }
}
