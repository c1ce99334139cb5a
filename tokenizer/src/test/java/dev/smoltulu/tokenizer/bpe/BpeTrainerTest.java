package dev.smoltulu.tokenizer.bpe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BpeTrainerTest {

    private static List<BpeModel.Merge> merges(List<String> texts, int size) {
        return BpeTrainer.train(texts, size).merges();
    }

    @Test
    void mostFrequentPairIsMergedFirst() {
        // l-o 5 times, o-w 5, then "lo" makes lo-w 5; l < o decides the first.
        List<BpeModel.Merge> merges = merges(List.of("low low low low low"), 261);
        assertEquals(List.of(new BpeModel.Merge("l", "o"), new BpeModel.Merge("lo", "w")), merges);
    }

    @Test
    void ofEquallyFrequentPairsTheSmallerLeftIdThenTheSmallerRightIdWins() {
        assertEquals(
                new BpeModel.Merge("a", "c"),
                merges(List.of("bx", "ad", "ac", "bx", "ad", "ac"), 260).get(0));
        assertEquals(
                new BpeModel.Merge("b", "x"),
                merges(List.of("bx", "ad", "bx", "ad", "bx"), 260).get(0));
    }

    @Test
    void overlappingPairsAreMergedFromTheLeft() {
        List<BpeModel.Merge> merges = merges(List.of("aaaaa", "aaaaa"), 262);
        assertEquals(
                List.of(new BpeModel.Merge("a", "a"), new BpeModel.Merge("aa", "a"), new BpeModel.Merge("aa", "aaa")),
                merges);
    }

    @Test
    void pairsSeenOnceAreNotMerged() {
        assertTrue(merges(List.of("abc"), 300).isEmpty());
    }

    @Test
    void digitsSpacesBeforeDigitsAndSpecialTokensAreNeverMerged() {
        List<String> texts = Collections.nCopies(9, "12 34 12<|im_start|>12 34ab<|im_end|>ab");
        assertEquals(List.of(new BpeModel.Merge("a", "b")), merges(texts, 300));
    }

    @Test
    void resultDoesNotDependOnTheOrderOfTheTexts() {
        List<String> texts = new ArrayList<>();
        Random random = new Random(5);
        for (int i = 0; i < 400; i++) {
            texts.add(random.ints(6, 'a', 'f').mapToObj(Character::toString).reduce("", String::concat));
        }
        BpeModel inOrder = BpeTrainer.train(texts, 400);
        Collections.shuffle(texts, random);
        assertEquals(inOrder, BpeTrainer.train(texts, 400));
        assertEquals(400, inOrder.size());
    }

    @Test
    void incrementalCountsAgreeWithCountingAgain() {
        List<String> texts = new ArrayList<>();
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            texts.add(random.ints(8, 'a', 'd').mapToObj(Character::toString).reduce("", String::concat));
        }
        assertEquals(SlowBpe.merges(texts, 60), merges(texts, 259 + 200).subList(0, 60));
    }

    @Test
    void vocabularyBeginsWithSpecialTokensAndHoldsEveryByte() {
        BpeModel model = BpeTrainer.train(List.of(), 512);
        assertEquals(259, model.size());
        assertEquals(0, model.id("<|endoftext|>"));
        assertEquals(1, model.id("<|im_start|>"));
        assertEquals(2, model.id("<|im_end|>"));
        assertEquals(3, model.id("!"));
        assertFalse(model.tokens().contains(" "));
        assertThrows(IllegalArgumentException.class, () -> model.id("ab"));
    }

    @Test
    void sizeBelowTheBytesIsTheUsersMistake() {
        UserError error = assertThrows(UserError.class, () -> BpeTrainer.train(List.of("a"), 258));
        assertEquals(2, error.exitCode());
        assertTrue(error.getMessage().contains("259"), error.getMessage());
    }
}
