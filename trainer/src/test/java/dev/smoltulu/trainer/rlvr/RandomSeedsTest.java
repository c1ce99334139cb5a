package dev.smoltulu.trainer.rlvr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RandomSeedsTest {

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

    /** Runs are resumed from checkpoints of earlier versions with the same random numbers. */
    @Test
    void seedsStayWhatTheyWere() {
        assertEquals(-7763037313510062987L, RandomSeeds.of(42, RandomSeeds.Use.RESPONSE, 3, 0, 1, 2));
        assertEquals(6225415069939082231L, RandomSeeds.of(42, RandomSeeds.Use.MINI_BATCHES, 3, 1));
        assertEquals(8270601321864736614L, RandomSeeds.of(42, RandomSeeds.Use.FURTHER_PROMPTS, 3, 1));
        assertEquals(3637032697703979874L, RandomSeeds.of(42, RandomSeeds.Use.EVALUATION, 5));
    }
}
