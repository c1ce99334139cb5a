package dev.smoltulu.verifiers.ifeval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class IfevalCheckerTest {

    @Test
    void verdictsStandInTheOrderOfTheRow() {
        List<Instruction> instructions = instructions("""
                {"instruction_id_list": ["startend:quotation", "punctuation:no_comma"],
                 "kwargs": [{"num_words": null, "keywords": null}, null]}""");
        assertArrayEquals(new boolean[] {false, true}, IfevalChecker.strict(instructions, "*\"a\"*"));
        assertArrayEquals(new boolean[] {true, true}, IfevalChecker.loose(instructions, "*\"a\"*"));
        assertArrayEquals(new boolean[] {false, false}, IfevalChecker.strict(instructions, "\u00a0\n"));
    }

    @Test
    void errorsNameTheRowAndTheInstruction() {
        assertError(
                "{instruction_id_list: ['keywords:existance'], kwargs: [{}]}",
                "data.jsonl, row 7: unknown instruction id 'keywords:existance'; known are keywords:existence, ");
        assertError(
                "{instruction_id_list: ['length_constraints:number_words'], kwargs: [{relation: 'at least'}]}",
                "data.jsonl, row 7, length_constraints:number_words: kwargs has no 'num_words'; add it");
        assertError(
                "{instruction_id_list: ['punctuation:no_comma'], kwargs: []}",
                "data.jsonl, row 7: instruction_id_list has 1 entries, kwargs 0");
        assertError("{kwargs: []}", "data.jsonl, row 7: 'instruction_id_list' must be a list");
        assertError(
                "{instruction_id_list: [1], kwargs: [{}]}",
                "data.jsonl, row 7: instruction_id_list holds 1; it must hold ids as text");
        assertError(
                "{instruction_id_list: ['punctuation:no_comma'], kwargs: [3]}",
                "data.jsonl, row 7: kwargs holds 3; it must hold an object for each instruction");
    }

    @Test
    void argumentsForWhichTheHarnessWouldDrawAtRandomAreErrors() {
        assertWrongArgument("detectable_format:number_bullet_lists", "{num_bullets: 0}", "'num_bullets' is 0");
        assertWrongArgument("detectable_format:number_bullet_lists", "{num_bullets: '3'}", "'num_bullets' is \"3\"");
        assertWrongArgument("detectable_format:number_bullet_lists", "{num_bullets: 2.5}", "'num_bullets' is 2.5");
        assertWrongArgument("keywords:existence", "{keywords: []}", "'keywords' is []");
        assertWrongArgument("keywords:existence", "{keywords: 'cat'}", "'keywords' is \"cat\"");
        assertWrongArgument("startend:end_checker", "{end_phrase: ''}", "'end_phrase' is \"\"");
        assertWrongArgument(
                "length_constraints:number_words",
                "{num_words: 5, relation: 'at most'}",
                "'relation' is \"at most\"; it must be 'less than' or 'at least'");
        assertWrongArgument(
                "length_constraints:nth_paragraph_first_word",
                "{num_paragraphs: 2, nth_paragraph: 3, first_word: 'a'}",
                "'nth_paragraph' is 3, more than");
        assertWrongArgument(
                "keywords:existence",
                "{keywords: ['c(']}",
                "'keywords' is used as a regular expression, and 'c(' is none");
    }

    private static void assertWrongArgument(String id, String kwargs, String expected) {
        assertError(
                "{instruction_id_list: ['" + id + "'], kwargs: [" + kwargs + "]}",
                "data.jsonl, row 7, " + id + ": " + expected);
    }

    private static void assertError(String doc, String expected) {
        UserError error = assertThrows(UserError.class, () -> instructions(doc));
        assertTrue(error.getMessage().startsWith(expected), error.getMessage());
        assertEquals(1, error.exitCode());
    }

    private static List<Instruction> instructions(String doc) {
        return IfevalChecker.instructions(JsonParser.parseString(doc).getAsJsonObject(), "data.jsonl, row 7");
    }
}
