package dev.smoltulu.tools.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class HelpTextTest {

    @Test
    void setsTwoColumnsAndWrapsTheSecond() {
        List<HelpText.Entry> entries = List.of(
                new HelpText.Entry("--a N", "one two three four five six seven eight"),
                new HelpText.Entry("--much-too-long-for-its-column", "short"));
        String text = new HelpText(50).section("Title", entries, 10).toString();
        assertEquals("""

                Title
                  --a N       one two three four five six seven
                              eight
                  --much-too-long-for-its-column
                              short
                """, text);
    }

    @Test
    void namesThatAreTooLongDoNotWidenTheColumn() {
        assertEquals(
                5,
                HelpText.namesWidth(List.of(new HelpText.Entry("--a N", ""), new HelpText.Entry("-".repeat(60), ""))));
    }

    @Test
    void wordsLongerThanALineStayWhole() {
        String word = "x".repeat(120);
        assertEquals(
                "a\n   " + word + "\n   b\n",
                new HelpText(60).paragraph("a " + word + " b", 3).toString());
    }
}
