package dev.smoltulu.eval.perplexity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The expected numbers are what Python's {@code len(re.split(r"\s+", text))} gives. */
class TextLengthTest {

    @Test
    void wordsAreThePiecesBetweenWhiteSpace() {
        assertEquals(3, Perplexity.TextLength.words("one two\n\nthree"));
        assertEquals(4, Perplexity.TextLength.words(" one two\n"));
        assertEquals(1, Perplexity.TextLength.words("one"));
        assertEquals(3, Perplexity.TextLength.words("a\u00a0b\u2009c"));
        assertEquals(2, Perplexity.TextLength.words("a\u001cb"));
        assertEquals(1, Perplexity.TextLength.words("a\u200bb"), "a zero-width space is no white space");
    }

    @Test
    void bytesAreThoseOfUtf8() {
        assertEquals(9, Perplexity.TextLength.bytes("é€😀"));
        assertEquals(1, Perplexity.TextLength.bytes("n"));
    }
}
