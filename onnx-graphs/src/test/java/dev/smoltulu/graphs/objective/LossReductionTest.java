package dev.smoltulu.graphs.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A batch of two sequences with 1 and 3 trained tokens, whose losses are 4 and 1, 2, 3. */
class LossReductionTest {

    private static final double[][] LOSSES = {{4}, {1, 2, 3}};

    @Test
    void tokenMeanDividesByTheTrainedTokensOfTheBatch() {
        assertEquals(10 / 4.0, reduced(LossReduction.TOKEN_MEAN), 1e-15);
    }

    @Test
    void sumDividesByTheSequences() {
        assertEquals(10 / 2.0, reduced(LossReduction.SUM), 1e-15);
    }

    @Test
    void sequenceMeanIsTheMeanOfMeans() {
        assertEquals((4 + 2) / 2.0, reduced(LossReduction.SEQUENCE_MEAN), 1e-15);
    }

    /** Factors that would overflow an int or a long product stay exact enough. */
    @Test
    void largeBatchesDoNotOverflow() {
        long many = 1L << 40;
        assertEquals(Math.scalb(1.0, -80), LossReduction.SEQUENCE_MEAN.tokenWeight(many, many, many), 0);
    }

    private static double reduced(LossReduction reduction) {
        return IntStream.range(0, LOSSES.length)
                .mapToDouble(s -> {
                    double weight = reduction.tokenWeight(LOSSES[s].length, 4, LOSSES.length);
                    return IntStream.range(0, LOSSES[s].length)
                            .mapToDouble(i -> weight * LOSSES[s][i])
                            .sum();
                })
                .sum();
    }
}
