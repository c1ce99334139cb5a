package dev.smoltulu.verifiers.constraint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.verifiers.Rules;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each constraint with its published verdict and the corrected one; ⏎ is a line end. */
final class ConstraintTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            verify_keywords | 'keyword_list': ['Sun', 'moon'] | sunny days, full Moon | 1 | 1
            verify_keywords | 'keyword_list': ['sun', 'moon'] | sunny days | 0 | 0
            verify_keyword_frequency | 'word': 'Sun', 'N': 2 | sun sunny SUN | 1 | 1
            verify_keyword_frequency | 'word': 'sun', 'N': 1 | sun sun | 0 | 0
            verify_keyword_frequency | 'word': 'ice-cream', 'N': 1 | one ice-cream | 0 | 1
            verify_keyword_frequency | 'word': 'ice cream', 'N': 0 | one ice cream | 1 | 0
            validate_forbidden_words | 'forbidden_words': ['cat'] | a dog | 1 | 1
            validate_forbidden_words | 'forbidden_words': ['cat'] | a Cat | 0 | 0
            validate_forbidden_words | 'forbidden_words': ['cat'] | a category | 0 | 1
            verify_letter_frequency | 'letter': 'a', 'N': 2 | A banana | 0 | 0
            verify_letter_frequency | 'letter': 'a', 'N': 3 | A banana | 1 | 1
            validate_response_language | 'language': 'de' | Das ist ein schöner Tag im Wald. | 1 | 1
            validate_response_language | 'language': 'de' | This is a fine day in the forest. | 0 | 0
            validate_response_language | 'language': 'de' | 123 | 0 | 0
            validate_word_constraint | 'N': 3, 'quantifier': 'at least' | one two-three four | 1 | 1
            validate_word_constraint | 'N': 2, 'quantifier': 'at most' | one two-three four | 0 | 0
            validate_word_constraint | 'N': 5, 'quantifier': 'around' | a b c d | 1 | 1
            validate_word_constraint | 'N': 5, 'quantifier': 'around' | a b c | 0 | 0
            validate_word_constraint | 'N': 15, 'quantifier': 'around' | a b c d e f g h i j k l m | 1 | 1
            validate_word_constraint | 'N': 25, 'quantifier': 'around' | 1 2 3 4 5 6 7 8 9 0 a b c d e f g h i j k l | 0 | 0
            verify_sentence_constraint | 'N': 2, 'quantifier': 'at least' | One. Two? | 1 | 1
            verify_sentence_constraint | 'N': 2, 'quantifier': 'at least' | One! Two! | 0 | 1
            verify_sentence_constraint | 'N': 1, 'quantifier': 'at most' | Dr. Who, e.g. me. | 1 | 1
            verify_sentence_constraint | 'N': 1, 'quantifier': 'around' | One. Two. Three. | 0 | 0
            verify_sentence_constraint | 'N': 2, 'quantifier': 'around' | One. Two. Three. | 1 | 1
            verify_paragraph_count | 'N': 2 | One⏎* * *⏎Two | 1 | 1
            verify_paragraph_count | 'N': 2 | One⏎* * *⏎ | 0 | 0
            verify_paragraph_count | 'N': 1 | One⏎***⏎Two | 1 | 1
            validate_paragraphs | 'N': 2, 'i': 2, 'first_word': 'The' | A⏎⏎The end | 1 | 1
            validate_paragraphs | 'N': 2, 'i': 2, 'first_word': 'The' | A⏎⏎Then | 1 | 0
            validate_paragraphs | 'N': 2, 'i': 2, 'first_word': 'The' | A⏎⏎the end | 0 | 0
            validate_paragraphs | 'N': 2, 'i': 3, 'first_word': 'The' | A⏎⏎The | 0 | 0
            validate_paragraphs | 'N': 3, 'i': 3, 'first_word': 'B' | A⏎⏎⏎⏎B | 1 | 1
            validate_sections | 'N': 2, 'section_splitter': 'Section' | Section 1 a⏎Section 2 b | 1 | 1
            validate_sections | 'N': 2, 'section_splitter': 'Section' | Intro. Section 1 a | 1 | 0
            validate_sections | 'N': 2, 'section_splitter': 'Section' | SECTION 1 a⏎SECTION 2 b | 0 | 1
            validate_sections | 'N': 1, 'section_splitter': 'Section' | Section 1 a⏎Section 2 b | 0 | 1
            verify_postscript | 'postscript_marker': 'P.S.' | Bye. P.S. one more | 1 | 1
            verify_postscript | 'postscript_marker': 'P.S.' | Bye. P.S. | 0 | 0
            validate_two_responses | | a******b | 1 | 1
            validate_two_responses | | a******a | 0 | 0
            validate_two_responses | | ******b | 1 | 0
            validate_two_responses | | a******b******c | 0 | 0
            validate_repeat_prompt | 'original_prompt': 'Say it. ' | Say it. It. | 1 | 1
            validate_repeat_prompt | 'original_prompt': 'Say it.' | say it. It. | 0 | 1
            validate_end | 'end_phrase': 'The end.' | So. The end. | 1 | 1
            validate_end | 'end_phrase': ' The end. ' | So. The end. | 0 | 1
            validate_end | 'end_phrase': 'The end.' | So. the end. | 0 | 0
            validate_placeholders | 'N': 2 | [a] and [b] | 1 | 1
            validate_placeholders | 'N': 2 | nothing | 1 | 0
            verify_bullet_points | 'N': 2 | * one⏎- two⏎three | 1 | 1
            verify_bullet_points | 'N': 2 | **bold**⏎ * one | 1 | 0
            verify_bullet_points | 'N': 1 | * one⏎--- | 0 | 1
            validate_title | | <<Joy>> | 1 | 1
            validate_title | | <<>> | 1 | 0
            validate_title | | <Joy> | 0 | 0
            validate_choice | 'options': ['yes.', 'no.'] | yes. | 1 | 1
            validate_choice | 'options': ['yes.', 'no.'] | I say yes. | 0 | 1
            validate_choice | 'options': ['yes.', 'no.'] | o | 1 | 0
            validate_choice | 'options': ['yes.', 'no.'] | | 1 | 0
            validate_highlighted_sections | 'N': 2 | *a* b *c* | 1 | 1
            validate_highlighted_sections | 'N': 2 | **a** | 1 | 0
            validate_highlighted_sections | 'N': 2 | **a** b **c** | 1 | 1
            validate_highlighted_sections | 'N': 1 | * * | 1 | 0
            validate_json_format | | {"a": [1, NaN]} | 1 | 1
            validate_json_format | | {"a": 1 | 0 | 0
            validate_uppercase | | ALL OF THIS IS ENGLISH TEXT FOR YOU. | 1 | 1
            validate_uppercase | | Not all of it. | 0 | 0
            validate_uppercase | | 123 | 1 | 0
            validate_lowercase | | all of this is english text for you. | 1 | 1
            validate_lowercase | | Not all of it. | 0 | 0
            validate_lowercase | | das ist ein schöner tag im wald. | 1 | 0
            validate_frequency_capital_words | 'N': 2, 'quantifier': 'at least' | THE big APPLE | 1 | 1
            validate_frequency_capital_words | 'N': 1, 'quantifier': 'at most' | THE big APPLE | 0 | 0
            validate_frequency_capital_words | 'N': 3, 'quantifier': 'around' | THE big APPLE | 0 | 1
            validate_quotation | | "all of it" | 1 | 1
            validate_quotation | | "not all" of it | 0 | 0
            validate_quotation | | " | 1 | 0
            validate_no_commas | | none here | 1 | 1
            validate_no_commas | | one, here | 0 | 0
            """)
    void verdicts(String function, String arguments, String response, int published, int corrected) {
        String text = response == null ? "" : response.replace('⏎', '\n');
        assertEquals(published == 1, check(function, arguments, Rules.PUBLISHED, text), "published");
        assertEquals(corrected == 1, check(function, arguments, Rules.CORRECTED, text), "corrected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            verify_keyword | | ground_truth: unknown func_name "verify_keyword"; known are verify_keywords,
            verify_keywords | | ground_truth: verify_keywords needs 'keyword_list'; add it
            verify_keywords | 'keyword_list': null | ground_truth: verify_keywords needs 'keyword_list'; add it
            verify_keywords | 'keyword_list': [] | ground_truth: 'keyword_list' of verify_keywords is []; it must be
            verify_keywords | 'keyword_list': 'a' | ground_truth: 'keyword_list' of verify_keywords is "a"; it must be
            verify_keywords | 'keyword_list': ['a'], 'N': 3 | ground_truth: verify_keywords does not take 'N'; it
            validate_title | 'N': 3 | ground_truth: validate_title does not take 'N'; it takes nothing
            verify_paragraph_count | 'N': -1 | ground_truth: 'N' of verify_paragraph_count is -1; it must be a whole
            verify_paragraph_count | 'N': 1.5 | ground_truth: 'N' of verify_paragraph_count is 1.5; it must be a
            validate_paragraphs | 'N': 2, 'i': 0, 'first_word': 'a' | ground_truth: 'i' of validate_paragraphs is 0
            validate_word_constraint | 'N': 2, 'quantifier': 'exactly' | ground_truth: 'quantifier' of validate_word_c
            validate_end | 'end_phrase': '' | ground_truth: 'end_phrase' of validate_end is ""; it must be a text
            """)
    void whatIsOfNoUseIsRefused(String function, String arguments, String message) {
        UserError error = assertThrows(UserError.class, () -> check(function, arguments, Rules.PUBLISHED, ""));
        assertTrue(error.getMessage().startsWith(message), error.getMessage());
    }

    @Test
    void argumentsOfOthersMayBeNull() {
        assertTrue(check("validate_no_commas", "'N': null, 'keyword_list': null", Rules.PUBLISHED, "none"));
    }

    @Test
    void thereAreTwentyFive() {
        assertEquals(25, Constraint.values().length);
        Map<String, Constraint> names = Arrays.stream(Constraint.values())
                .collect(Collectors.toMap(Constraint::function, constraint -> constraint));
        assertEquals(25, names.size());
    }

    private static boolean check(String function, String arguments, Rules rules, String response) {
        String json = "{'func_name': '" + function + "'" + (arguments == null ? "" : ", " + arguments) + "}";
        JsonObject groundTruth = JsonParser.parseString(json.replace('\'', '"')).getAsJsonObject();
        return Constraint.of(groundTruth, rules).test(response);
    }
}
