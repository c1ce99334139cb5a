package dev.smoltulu.verifiers.ifeval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each instruction accepts and refuses, traps included; the verdicts are those of lm-evaluation-harness. */
class InstructionTypeTest {

    private static final String ENGLISH = "the children walked home through the quiet streets while it was raining";

    @Test
    void keywordsAreRegularExpressionsFoundInAnyCaseAndInsideWords() {
        Instruction both = instruction("keywords:existence", "{keywords: ['cat', 'dog']}");
        assertTrue(both.strict("CATALOGUE of Dogs"));
        assertFalse(both.strict("a cat"));
        assertTrue(instruction("keywords:existence", "{keywords: ['c.t']}").strict("cut"));
        assertFalse(instruction("keywords:existence", "{keywords: ['c.t']}").strict("c\nt"));
    }

    @Test
    void keywordFrequencyCountsMatchesThatDoNotOverlap() {
        Instruction twice = instruction("keywords:frequency", "{keyword: ' ana ', frequency: 2, relation: 'at least'}");
        assertFalse(twice.strict("banana"));
        assertTrue(twice.strict("Ana, banana"));
        Instruction less = instruction("keywords:frequency", "{keyword: 'a', frequency: 2, relation: 'less than'}");
        assertTrue(less.strict("one A"));
        assertFalse(less.strict("a a"));
    }

    @Test
    void forbiddenWordsAreWholeWordsInTheSenseOfPython() {
        Instruction rock = instruction("keywords:forbidden_words", "{forbidden_words: ['rock']}");
        assertTrue(rock.strict("rocks and rock_star and rock²"));
        assertFalse(rock.strict("Hard-ROCK."));
        assertFalse(
                instruction("keywords:forbidden_words", "{forbidden_words: ['क']}")
                        .strict("कि"),
                "a vowel sign is no letter, so a word ends before it");
    }

    @Test
    void letterFrequencyCountsBothCases() {
        Instruction letter =
                instruction("keywords:letter_frequency", "{letter: 'Q', let_frequency: 3, let_relation: 'at least'}");
        assertTrue(letter.strict("qQq"));
        assertFalse(letter.strict("qQ"));
    }

    @Test
    void aSignInsteadOfALetterGetsTheVerdictOfMostLetters() {
        Instruction sign =
                instruction("keywords:letter_frequency", "{letter: '#', let_frequency: 1, let_relation: 'at least'}");
        assertTrue(sign.strict("abcdefghijklmn"));
        assertFalse(sign.strict("abcdefghijklm #"));
    }

    @Test
    void aResponseWithoutAFeatureIsInAnyLanguage() {
        Instruction german = instruction("language:response_language", "{language: 'de'}");
        assertTrue(german.strict("Der Hund läuft über die Straße und bellt den Briefträger an."));
        assertFalse(german.strict(ENGLISH));
        assertTrue(german.strict("123 !"));
        assertFalse(german.strict(" "));
    }

    @Test
    void sentencesAreCounted() {
        Instruction three =
                instruction("length_constraints:number_sentences", "{num_sentences: 3, relation: 'less than'}");
        assertTrue(three.strict("Dr. Green left at 5 p.m. today. He was late."));
        assertFalse(three.strict("One. Two. Three."));
    }

    @Test
    void wordsAreRunsOfLettersAndDigits() {
        Instruction four = instruction("length_constraints:number_words", "{num_words: 4, relation: 'at least'}");
        assertTrue(four.strict("don't re-do"));
        assertFalse(four.strict("snake_case x² ½"));
        assertTrue(four.strict("हिन्दी भाषा"), "vowel signs part words");
    }

    @Test
    void paragraphsAreDividedByThreeStars() {
        Instruction two = instruction("length_constraints:number_paragraphs", "{num_paragraphs: 2}");
        assertTrue(two.strict("a\n***\nb"));
        assertTrue(two.strict("***\na\n***\nb\n***"));
        assertFalse(two.strict("a\n***\n \n***\nb"));
        assertFalse(two.strict("a\n\nb"));
    }

    @Test
    void firstWordOfAParagraphIsCutAtPunctuation() {
        Instruction second = instruction(
                "length_constraints:nth_paragraph_first_word",
                "{num_paragraphs: 2, nth_paragraph: 2, first_word: 'Well'}");
        assertTrue(second.strict("a\n\n '\"WELL, yes"));
        assertFalse(second.strict("a\n\nwell-known"));
        assertFalse(second.strict("a\n\nwell\n\nc"));
        assertFalse(second.strict("a\n\n\n\nwell"), "the blank paragraph is the second");
    }

    @Test
    void placeholdersDoNotCrossLines() {
        Instruction two = instruction("detectable_content:number_placeholders", "{num_placeholders: 2}");
        assertTrue(two.strict("[] and [[name]"));
        assertTrue(two.strict("[a\r] [b\u2028]"), "only a line feed ends a line");
        assertFalse(two.strict("[a] [b\n]"));
    }

    @Test
    void postscriptsMayBeWrittenWithSpaces() {
        Instruction ps = instruction("detectable_content:postscript", "{postscript_marker: 'P.S.'}");
        assertTrue(ps.strict("Bye. p. s. more"));
        assertFalse(ps.strict("PS: more"));
        Instruction pps = instruction("detectable_content:postscript", "{postscript_marker: 'P.P.S'}");
        assertTrue(pps.strict("P. P. S more"));
        assertFalse(pps.strict("P.S. more"));
        assertTrue(instruction("detectable_content:postscript", "{postscript_marker: 'N.B.'}")
                .strict("nxbx"));
    }

    @Test
    void bulletsAreCountedExactly() {
        Instruction two = instruction("detectable_format:number_bullet_lists", "{num_bullets: 2}");
        assertTrue(two.strict("* one\n  - two\n**bold**\n"));
        assertFalse(two.strict("* one\n* two\n---"));
        assertFalse(two.strict("* one\n*"));
    }

    @Test
    void constrainedResponsesOccurAnywhere() {
        Instruction answer = instruction("detectable_format:constrained_response", "{}");
        assertTrue(answer.strict("Well. My answer is maybe. Or not."));
        assertFalse(answer.strict("My answer is Yes."));
        assertTrue(answer.loose("**My** answer is no."));
        assertFalse(answer.strict("**My** answer is no."));
    }

    @Test
    void highlightsInBoldCountOnce() {
        Instruction two = instruction("detectable_format:number_highlighted_sections", "{num_highlights: 2}");
        assertTrue(two.strict("*a* and *b*"));
        assertTrue(two.strict("**a** b **c**"));
        assertFalse(two.strict("**a**"));
        assertFalse(two.strict("* * *a\n*"));
    }

    @Test
    void sectionsNeedANumber() {
        Instruction two =
                instruction("detectable_format:multiple_sections", "{section_spliter: 'Section', num_sections: 2}");
        assertTrue(two.strict("Section 1\na\nSection2\nb"));
        assertTrue(two.strict("Section \u0967 Section \u0968"), "digits of any script");
        assertFalse(two.strict("Section 1\na\nsection 2\nb"));
    }

    @Test
    void jsonMayStandInAFence() {
        Instruction json = instruction("detectable_format:json_format", "{}");
        assertTrue(json.strict("```json\n{\"a\": [1, NaN]}\n```"));
        assertTrue(json.strict("\"text\""));
        assertFalse(json.strict("Here: {}"));
        assertTrue(json.loose("Here:\n{}"));
    }

    @Test
    void titlesAreNotBlank() {
        Instruction title = instruction("detectable_format:title", "{}");
        assertTrue(title.strict("<<a>>"));
        assertFalse(title.strict("<< >>"));
        assertFalse(title.strict("<<a\nb>>"));
    }

    @Test
    void twoResponsesDiffer() {
        Instruction two = instruction("combination:two_responses", "{}");
        assertTrue(two.strict("a\n******\nb\n******\n"));
        assertFalse(two.strict("a\n******\n a"));
        assertFalse(two.strict("a******\n******b"));
        assertFalse(two.strict("a******b******c"));
    }

    @Test
    void repeatedPromptsComeFirst() {
        Instruction repeat = instruction("combination:repeat_prompt", "{prompt_to_repeat: ' Say hi. '}");
        assertTrue(repeat.strict("\nSAY HI. Hi."));
        assertFalse(repeat.strict("Sure. Say hi. Hi."));
        assertTrue(repeat.loose("Sure.\nSay hi. Hi."));
    }

    @Test
    void theEndMayStandInQuotes() {
        Instruction end = instruction("startend:end_checker", "{end_phrase: 'Any questions? '}");
        assertTrue(end.strict("\"x. any QUESTIONS?\"\n"));
        assertFalse(end.strict("Any questions? No."));
        assertFalse(end.strict("\"Any questions? \""), "a space is left inside the quotes");
    }

    @Test
    void quotationsAreStraight() {
        Instruction quotation = instruction("startend:quotation", "{}");
        assertTrue(quotation.strict(" \"a\" "));
        assertFalse(quotation.strict("\""));
        assertFalse(quotation.strict("“a”"));
    }

    @Test
    void capitalWordsAreTokens() {
        Instruction four = instruction(
                "change_case:capital_word_frequency", "{capital_frequency: 4, capital_relation: 'at least'}");
        assertTrue(four.strict("The U.S. and A/B tests: COVID-19, 3-D!"));
        assertTrue(four.strict("CAN'T, WON'T"), "a clitic is a word");
        assertFalse(four.strict("ONE-TWO-THREE-FOUR is 4 times"));
    }

    @Test
    void caseAndLanguageBothCount() {
        Instruction capital = instruction("change_case:english_capital", "{}");
        assertTrue(capital.strict("THIS IS THE WAY THAT WE WANT TO WRITE THE TEXT IN WHICH ALL LETTERS ARE LARGE. "
                + "WHAT DO YOU THINK OF THAT? WE HOPE THAT YOU WILL LIKE WHAT WE HAVE WRITTEN HERE TODAY."));
        assertFalse(capital.strict("This is the way."));
        Instruction lowercase = instruction("change_case:english_lowercase", "{}");
        assertTrue(lowercase.strict(ENGLISH));
        assertFalse(lowercase.strict("der hund läuft über die straße und bellt den briefträger an"));
        assertFalse(lowercase.strict("123"), "nothing has case");
    }

    @Test
    void onlyTheAsciiCommaIsOne() {
        Instruction comma = instruction("punctuation:no_comma", "{}");
        assertTrue(comma.strict("a、b，c;"));
        assertFalse(comma.strict("a, b"));
    }

    @Test
    void looseVariantsDropLinesAndStars() {
        Instruction quotation = instruction("startend:quotation", "{}");
        assertTrue(quotation.loose("Sure:\n**\"a\"**\nBye."));
        assertFalse(quotation.loose("Sure: \"a\""));
        assertFalse(instruction("punctuation:no_comma", "{}").loose("\n \n"));
    }

    @Test
    void everyTypeHasItsOwnId() {
        assertEquals(
                25,
                List.of(InstructionType.values()).stream()
                        .map(InstructionType::id)
                        .distinct()
                        .count());
    }

    private static Instruction instruction(String id, String kwargs) {
        return IfevalChecker.instructions(
                        JsonParser.parseString("{instruction_id_list: ['" + id + "'], kwargs: [" + kwargs + "]}")
                                .getAsJsonObject(),
                        "row 1")
                .get(0);
    }
}
