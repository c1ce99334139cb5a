package dev.smoltulu.base.python;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected numbers are CPython 3.11's. */
class PythonRandomTest {

    @Test
    void drawsTheDoublesOfPython() {
        PythonRandom random = new PythonRandom(1234);
        assertEquals(0.9664535356921388, random.random());
        assertEquals(0.4407325991753527, random.random());
        assertEquals(0.007491470058587191, random.random());
        PythonRandom far = new PythonRandom(7);
        for (int i = 0; i < 1000; i++) {
            far.random();
        }
        assertEquals(0.950867979111096, far.random());
    }

    @Test
    void drawsBitsAndBoundedNumbers() {
        PythonRandom random = new PythonRandom(0);
        assertEquals(
                List.of(1L, 49L, 49673L, 1911784257L, 1806341205L),
                IntStream.of(1, 7, 16, 31, 32).mapToObj(random::bits).toList());
        assertEquals(
                List.of(0, 1, 2, 7, 414, 651359108),
                IntStream.of(1, 2, 3, 10, 1000, 1 << 30).mapToObj(random::below).toList());
    }

    @Test
    void shufflesAndSamplesWithOneState() {
        PythonRandom random = new PythonRandom(42);
        List<Integer> values = new ArrayList<>(numbers(10));
        random.shuffle(values);
        assertEquals(List.of(7, 3, 2, 8, 5, 6, 9, 4, 0, 1), values);
        assertEquals(List.of(4837, 3456, 260, 244, 767), random.sample(numbers(7473), 5));
        assertEquals(List.of(1791, 1905, 4139, 4931, 217), random.sample(numbers(7473), 5));
    }

    @Test
    void samplesFromACopyUpToPythonsSizeAndByPlaceAboveIt() {
        PythonRandom random = new PythonRandom((1L << 40) + 5);
        assertEquals(0.5043802970418443, random.random());
        assertEquals(List.of(8, 0, 16, 1, 5, 17, 12), random.sample(numbers(20), 7));
        assertEquals(List.of(17, 30, 84, 31, 48, 15), random.sample(numbers(85), 6));
        assertEquals(List.of(70, 29, 59, 7, 14, 54), random.sample(numbers(86), 6));
        assertEquals(
                List.of(1, 10, 14, 9, 4, 3, 13, 2, 19, 5, 0, 15, 7, 20, 8, 16, 6, 11, 18, 17, 12),
                random.sample(numbers(21), 21));
    }

    @Test
    void refusesWhatPythonRefuses() {
        PythonRandom random = new PythonRandom(1);
        assertThrows(IllegalArgumentException.class, () -> random.sample(numbers(3), 4));
        assertThrows(IllegalArgumentException.class, () -> random.below(0));
    }

    private static List<Integer> numbers(int size) {
        return IntStream.range(0, size).boxed().toList();
    }
}
