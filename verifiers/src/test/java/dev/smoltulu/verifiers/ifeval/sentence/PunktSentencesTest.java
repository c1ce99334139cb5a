package dev.smoltulu.verifiers.ifeval.sentence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The expected sentences are NLTK's, also where a reader would cut otherwise. */
class PunktSentencesTest {

    @Test
    void abbreviationsDoNotEndSentences() {
        assertSentences("Dr. Green met Mrs. Hill at 5 p.m. on Jan. 3.", "They talked.");
        assertSentences("Acme Inc. said so.", "The U.S. economy grew.", "The U.S.", "However, it shrank.");
        assertSentences("A well-known co. that sells.", "A vice-pres.", "that sells.");
        assertSentences("We use tools, e.g.", "hammers.", "And saws.");
    }

    @Test
    void initialsStandBeforeNames() {
        assertSentences("J. Doe wrote it.", "K. Roe did not.");
        assertSentences("Take plan B.", "It works.");
    }

    @Test
    void numbersOfListsAreSentences() {
        assertSentences("1.", "First point\n2.", "Second point");
        assertSentences("1. Review the plan.", "2.", "Act.");
        assertSentences("It cost $3.50.", "Cheap!", "Was it?", "Yes.");
        assertSentences("On the 3. of May it rained.");
    }

    @Test
    void anEllipsisEndsASentenceOnlyBeforeAStarter() {
        assertSentences("He left... and came back.");
        assertSentences("He left... Bob stayed.");
        assertSentences("He left...", "However, Bob stayed.");
    }

    @Test
    void closingQuotesBelongToTheSentenceBefore() {
        assertSentences("\"Stop!\"", "he said.", "\"Why?\"", "(No answer.)", "Then he left.");
        assertSentences("He said “go.”", "They went.");
        assertSentences("Hi!!", "Really?!", "Yes.");
    }

    @Test
    void whiteSpaceBetweenSentencesIsLeftOut() {
        assertEquals(
                List.of("Ends with space.", "Next one."),
                PunktSentences.english().split("Ends with space.   \n\nNext one. "));
        assertEquals(List.of("No end"), PunktSentences.english().split("No end"));
        assertEquals(List.of(), PunktSentences.english().split(""));
        assertEquals(List.of(), PunktSentences.english().split(" \n "));
    }

    @Test
    void aPeriodInsideAWordEndsNothing() {
        assertSentences("Read a.b.c.", "now.", "See example.com.", "Go.");
        assertSentences("one.two.three");
    }

    @Test
    void aLongRunDoesNotOverflowTheStack() {
        assertEquals(1, PunktSentences.english().split("...".repeat(30_000)).size());
    }

    private static void assertSentences(String... sentences) {
        assertEquals(List.of(sentences), PunktSentences.english().split(String.join(" ", sentences)));
    }
}
