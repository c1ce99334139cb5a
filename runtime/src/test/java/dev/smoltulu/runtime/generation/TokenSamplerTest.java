package dev.smoltulu.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenSamplerTest {

    private static final int DRAWS = 8_000;

    /** A distribution over {@code size} tokens, some of them equally likely, one impossible. */
    private static float[] distribution(int size, double spread) {
        SplittableRandom random = new SplittableRandom(3);
        double[] scores = new double[size];
        Arrays.setAll(scores, i -> i % 5 == 4 ? scores[i - 1] : Math.exp(spread * random.nextDouble()));
        scores[size / 2] = 0;
        double sum = Arrays.stream(scores).sum();
        float[] probabilities = new float[size];
        for (int i = 0; i < size; i++) {
            probabilities[i] = (float) (scores[i] / sum);
        }
        return probabilities;
    }

    /** The definition: sort all, keep k with the ties of the last, renormalise, keep until p is reached. */
    private static double[] expected(float[] p, double topP, int topK) {
        List<Integer> order = IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -p[i]).thenComparing(i -> i))
                .toList();
        if (topK > 0 && topK < p.length) {
            order = order.stream()
                    .filter(i -> p[i] >= p[orderOf(p).get(topK - 1)])
                    .toList();
        }
        double mass = order.stream().mapToDouble(i -> p[i]).sum();
        double[] kept = new double[p.length];
        double above = 0;
        for (int i : order) {
            if (topP < 1 && above >= topP * mass) {
                break;
            }
            kept[i] = p[i];
            above += p[i];
        }
        double total = above;
        return Arrays.stream(kept).map(x -> x / total).toArray();
    }

    private static List<Integer> orderOf(float[] p) {
        return IntStream.range(0, p.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> -p[i]))
                .toList();
    }

    private static TokenSampler over(float[] probabilities) {
        TokenSampler sampler = new TokenSampler(probabilities.length);
        System.arraycopy(probabilities, 0, sampler.probabilities(), 0, probabilities.length);
        return sampler;
    }

    @ParameterizedTest
    @CsvSource({
        "60, 4, 1, 0",
        "60, 4, 0.9, 0",
        "60, 4, 0.5, 0",
        "60, 4, 0.001, 0",
        "60, 4, 1, 10",
        "60, 4, 0.8, 10",
        "60, 4, 1, 1",
        "60, 4, 1, 59",
        "60, 4, 1, 100",
        "60, 0, 0.7, 24",
        "60, 0, 0.7, 0",
        "60, 30, 0.99, 7",
        "900, 1, 0.95, 0",
        "900, 1, 0.95, 400"
    })
    void drawsAreThoseOfTheCutDistribution(int size, double spread, double topP, int topK) {
        float[] probabilities = distribution(size, spread);
        double[] expected = expected(probabilities, topP, topK);
        TokenSampler sampler = over(probabilities);
        SplittableRandom random = new SplittableRandom(11);
        double[] observed = new double[size];
        for (int i = 0; i < DRAWS; i++) {
            TokenSampler.Draw draw = sampler.draw(new Sampling(1, topP, topK, 0), random);
            assertEquals(expected[draw.token()], draw.probability(), 1e-6, "token " + draw.token());
            observed[draw.token()]++;
        }
        double chiSquare = 0;
        int cells = 0;
        for (int i = 0; i < size; i++) {
            if (expected[i] == 0) {
                assertEquals(0, observed[i], "token " + i + " was cut off");
            } else {
                chiSquare += Math.pow(observed[i] - expected[i] * DRAWS, 2) / (expected[i] * DRAWS);
                cells++;
            }
        }
        // Mean cells - 1, variance twice that; five standard deviations, and some for cells of few draws.
        assertTrue(chiSquare < cells + 5 * Math.sqrt(2 * cells) + 10, "chi-square " + chiSquare + " of " + cells);
    }

    @Test
    void everyNumberFallsOnAToken() {
        float[] probabilities = distribution(60, 4);
        TokenSampler sampler = over(probabilities);
        int[] hits = new int[60];
        SplittableRandom random = new SplittableRandom(0);
        for (int i = 0; i < 1000; i++) {
            hits[sampler.draw(new Sampling(1, 0.3, 0, 0), random).token()]++;
        }
        assertEquals(1000, Arrays.stream(hits).sum());
        assertEquals(0, hits[30]);
    }

    @Test
    void aCertainTokenIsDrawnWithCertainty() {
        float[] certain = new float[7];
        certain[3] = 1;
        for (Sampling sampling : List.of(
                Sampling.plain(0), new Sampling(1, 0.5, 0, 0), new Sampling(1, 1, 3, 0), new Sampling(1, 0.5, 3, 0))) {
            TokenSampler.Draw draw = over(certain).draw(sampling, new SplittableRandom(1));
            assertEquals(3, draw.token());
            assertEquals(1, draw.probability());
        }
    }

    @Test
    void seedsRepeatThemselves() {
        float[] probabilities = distribution(60, 1);
        int[][] runs = new int[3][];
        for (int run = 0; run < 3; run++) {
            SplittableRandom random = new SplittableRandom(run / 2);
            TokenSampler sampler = over(probabilities);
            runs[run] = IntStream.range(0, 20)
                    .map(i -> sampler.draw(Sampling.plain(0), random).token())
                    .toArray();
        }
        assertArrayEquals(runs[0], runs[1]);
        assertTrue(!Arrays.equals(runs[0], runs[2]));
    }

    @Test
    void settingsOutsideTheirRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Sampling(-1, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1e-9, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(Double.NaN, 1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 1.1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Sampling(1, 1, -1, 0));
    }
}
