package dev.smoltulu.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import org.junit.jupiter.api.Test;

/** The expected texts are those of Jinja2 as lm-evaluation-harness sets it up. */
class RowTemplateTest {

    private static final JsonObject ROW = JsonParser.parseString("""
            {"question": "Is {{x}} <b>?", "choices": {"text": ["ice", "it's \\"fire\\""], "label": ["A", "B"]},
             "answerKey": "B", "number": 3, "ratio": 0.5, "nothing": null, "list": [1, 2], "yes": true}
            """).getAsJsonObject();

    @Test
    void putsValuesInAsTheyAre() {
        assertEquals("Question: Is {{x}} <b>?\nAnswer:", render("Question: {{question}}\nAnswer:"));
        assertEquals(
                "3 0.5 it's \"fire\" B", render("{{ number }} {{ratio}} {{choices.text[1]}} {{choices['label'][1]}}"));
    }

    @Test
    void keepsAllWhiteSpace() {
        assertEquals(" a\n  \n b\n", render(" a\n  {% if yes %}\n b{% endif %}\n"));
        assertEquals("x \n\n", render("x \n\n"));
    }

    @Test
    void callsMethodsAndFilters() {
        assertEquals("1", render("{{choices.label.index(answerKey)}}"));
        assertEquals("is {{x}} <b>?|IS", render("{{question.lower()}}|{{question[:2]|upper}}"));
        // Jinja2's own tojson is safe within HTML.
        assertEquals("[\"ice\", \"it\\u0027s \\\"fire\\\"\"]", render("{{ (choices.text) | tojson }}"));
        assertEquals("[\"ice\", \"B\"]", render("{{ ([choices.text[0], answerKey]) | tojson }}"));
        assertEquals(
                "A: ice\nB: it's \"fire\"\n",
                render("{% for label in choices.label %}{{label}}: {{choices.text[loop.index0]}}\n{% endfor %}"));
    }

    @Test
    void refusesUndefinedNamesAndBrokenTemplates() {
        assertTrue(message("{{quesiton}}").startsWith("my.json, \"doc_to_text\" cannot be evaluated"));
        assertTrue(message("{{choices.texts}}").startsWith("my.json, \"doc_to_text\" cannot be evaluated"));
        assertTrue(message("{{ question").startsWith("my.json, \"doc_to_text\" cannot be evaluated"));
        assertTrue(message("{{ question | shout }}").startsWith("my.json, \"doc_to_text\" cannot be evaluated"));
    }

    private static String message(String template) {
        String message = assertThrows(UserError.class, () -> render(template)).getMessage();
        assertEquals(1, message.lines().count());
        return message;
    }

    private static String render(String template) {
        return new RowTemplate(template, "my.json, \"doc_to_text\"").render(ROW);
    }
}
