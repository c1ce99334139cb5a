package dev.smoltulu.verifiers.ifeval.sentence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The expected words are NLTK's. */
class WordTokenizerTest {

    @Test
    void cliticsAreWords() {
        assertWords("I ca n't go ; we 'll see .", "I can't go; we'll see.");
        assertWords("CA N'T STOP , WO N'T STOP .", "CAN'T STOP, WON'T STOP.");
        assertWords("IT 'S JOE 'S -- TRULY ...", "IT'S JOE'S -- TRULY...");
        assertWords("I can not , gon na , wan na go .", "I cannot, gonna, wanna go.");
        assertWords("' Tis the season . ' twas", "'Tis the season. 'twas");
    }

    @Test
    void hyphensSlashesAndInnerPeriodsHoldWordsTogether() {
        assertWords("The U.S. and A/B tests : COVID-19 , 3-D !", "The U.S. and A/B tests: COVID-19, 3-D!");
        assertWords("He paid 3,000 , or 3:30 , OK ?", "He paid 3,000, or 3:30, OK?");
    }

    @Test
    void punctuationStandsAlone() {
        assertWords("He said `` HELLO THERE '' ( twice ) .", "He said \"HELLO THERE\" (twice).");
        assertWords("* BOLD * [ NOTE ] { X } < TAG > # TAG @ ME", "*BOLD* [NOTE] {X} <TAG> #TAG @ME");
        assertWords("NASA — ESA “ QUOTED ”", "NASA—ESA “QUOTED”");
    }

    @Test
    void onlyTheLastPeriodOfASentenceIsAWord() {
        assertWords("Mr. X . Said so .", "Mr. X. Said so.");
    }

    private static void assertWords(String expected, String text) {
        assertEquals(expected, String.join(" ", WordTokenizer.words(text)));
    }
}
