package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rewards, clipping and seeds: rules of a line each. */
final class RewardRulesTest {

    @Test
    void anAnswerWithoutItsEndIsPenalisedWhateverItSays() {
        RewardRules penalised = new RewardRules(10, true, -10);
        assertEquals(10, penalised.reward(1, true));
        assertEquals(5, penalised.reward(0.5, true));
        assertEquals(0, penalised.reward(0, true));
        assertEquals(-10, penalised.reward(1, false));
        assertEquals(10, new RewardRules(10, false, -10).reward(1, false));
    }

    /** The loss max(-A r, -A clip(r)) is the clipped one only on the side that goes further than allowed. */
    @Test
    void clippedIsWhatGoesFurtherTheWayItIsPushed() {
        ClipRange range = new ClipRange(0.2, 0.3);
        float[] old = {0, 0, 0, 0, 0, 0};
        float[] now = {log(1.29), log(1.31), log(1.31), log(0.81), log(0.79), log(0.79)};
        assertEquals(2, range.clipped(now, old, new double[] {1, 1, -1, -1, -1, 1}));
    }

    private static float log(double ratio) {
        return (float) Math.log(ratio);
    }

    @Test
    void seedsDependOnTheirPlaceAlone() {
        assertEquals(
                RandomSeeds.of(1, RandomSeeds.Use.RESPONSE, 2, 3), RandomSeeds.of(1, RandomSeeds.Use.RESPONSE, 2, 3));
        Set<Long> seeds = new HashSet<>();
        for (long run = 0; run < 4; run++) {
            for (RandomSeeds.Use use : RandomSeeds.Use.values()) {
                for (long step = 0; step < 20; step++) {
                    for (long response = 0; response < 20; response++) {
                        seeds.add(RandomSeeds.of(run, use, step, response));
                    }
                }
            }
        }
        assertEquals(4 * RandomSeeds.Use.values().length * 400, seeds.size());
        assertNotEquals(
                RandomSeeds.of(1, RandomSeeds.Use.RESPONSE, 2), RandomSeeds.of(1, RandomSeeds.Use.RESPONSE, 2, 0));
    }
}
