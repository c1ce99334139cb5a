package dev.smoltulu.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.runtime.scoring.ScoredGroup;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceItemsTest {

    /** The means over HellaSwag's whole validation set are 312.2 and 163.1. */
    @Test
    void itemsHaveHellaSwagsMeanLengths() {
        List<ScoredGroup> items = ChoiceItems.of(49152);
        assertEquals(40, items.size());
        assertEquals(
                312.2,
                items.stream()
                                .flatMap(item -> item.sequences().stream())
                                .mapToInt(choice -> choice.length())
                                .sum()
                        / 40.0,
                1);
        assertEquals(163.1, items.stream().mapToInt(ScoredGroup::length).sum() / 40.0, 1);
    }
}
