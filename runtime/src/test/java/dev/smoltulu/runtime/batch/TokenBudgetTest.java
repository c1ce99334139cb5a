package dev.smoltulu.runtime.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class TokenBudgetTest {

    @Test
    void fillsGroupsWithTheLongestFirst() {
        assertEquals(
                List.of(List.of(9), List.of(4, 3), List.of(3, 2, 1)),
                TokenBudget.groups(List.of(3, 1, 9, 3, 2, 4), length -> length, 7));
    }

    @Test
    void nothingMakesNoGroup() {
        assertEquals(List.of(), TokenBudget.groups(List.<Integer>of(), length -> length, 7));
    }

    /** Of lengths 4 and 3, a pass with 32 pairs holds two of the first, 2 * 16, but three of the second, 3 * 9. */
    @Test
    void attentionStaysWithinItsBound() {
        assertEquals(
                List.of(List.of(4, 4), List.of(4, 3), List.of(3, 3, 3)),
                TokenBudget.groups(List.of(4, 4, 4, 3, 3, 3, 3), length -> length, 100, 32));
        assertEquals(
                List.of(List.of(9), List.of(1, 1)), TokenBudget.groups(List.of(1, 9, 1), length -> length, 100, 32));
    }
}
