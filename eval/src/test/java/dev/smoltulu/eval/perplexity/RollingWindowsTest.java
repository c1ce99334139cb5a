package dev.smoltulu.eval.perplexity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.runtime.scoring.ScoredSequence;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RollingWindowsTest {

    private static final int PREFIX = 99;

    private static int[] tokens(int count) {
        return IntStream.range(0, count).toArray();
    }

    private static void assertWindow(int scored, int[] tokens, ScoredSequence window) {
        assertArrayEquals(tokens, window.tokens());
        assertEquals(scored, window.scored());
    }

    @Test
    void aShortTextIsOneWindowAfterThePrefix() {
        List<ScoredSequence> windows = Perplexity.RollingWindows.of(tokens(3), PREFIX, 4);
        assertEquals(1, windows.size());
        assertWindow(3, new int[] {PREFIX, 0, 1, 2}, windows.get(0));
        assertEquals(1, Perplexity.RollingWindows.of(tokens(4), PREFIX, 4).size());
    }

    @Test
    void windowsShareOneTokenAndTheLastIsFilledUpWithContext() {
        List<ScoredSequence> windows = Perplexity.RollingWindows.of(tokens(10), PREFIX, 4);
        assertEquals(3, windows.size());
        assertWindow(4, new int[] {PREFIX, 0, 1, 2, 3}, windows.get(0));
        assertWindow(4, new int[] {3, 4, 5, 6, 7}, windows.get(1));
        assertWindow(2, new int[] {5, 6, 7, 8, 9}, windows.get(2));
    }

    @Test
    void theSecondWindowDoesNotReachBackToThePrefix() {
        List<ScoredSequence> windows = Perplexity.RollingWindows.of(tokens(5), PREFIX, 4);
        assertWindow(1, new int[] {0, 1, 2, 3, 4}, windows.get(1));
    }

    @Test
    void noTokensMakeNoWindow() {
        assertEquals(List.of(), Perplexity.RollingWindows.of(new int[0], PREFIX, 4));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,1", "512,512", "513,512", "1024,512", "1500,512", "31,8"})
    void everyTokenIsScoredOnceInOrder(int count, int maxLength) {
        int[] scored = Perplexity.RollingWindows.of(tokens(count), PREFIX, maxLength).stream()
                .peek(window -> assertEquals(true, window.length() <= maxLength))
                .flatMapToInt(window -> Arrays.stream(window.tokens()).skip(window.tokens().length - window.scored()))
                .toArray();
        assertArrayEquals(tokens(count), scored);
    }
}
