package dev.smoltulu.tokenizer.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Year;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

    /** Every line but the first: a template, and the text that Jinja2 3.1.6 makes of it with the first line's variables. */
    @Test
    void writesWhatJinja2Writes() throws IOException {
        List<String> lines;
        try (InputStream file = TemplateTest.class.getResourceAsStream("/jinja2-cases.jsonl")) {
            lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
        JsonObject first = JsonParser.parseString(lines.get(0)).getAsJsonObject();
        List<String> wrong = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            JsonObject each = JsonParser.parseString(line).getAsJsonObject();
            String source = each.get("template").getAsString();
            String expected = each.has("text") ? each.get("text").getAsString() : "fails";
            String got = render(source, each.get("chat").getAsBoolean(), variables(first.getAsJsonObject("variables")));
            if (!got.equals(expected)) {
                wrong.add(source + "\n    wants: " + expected + "\n    gives: " + got);
            }
        }
        assertEquals(List.of(), wrong);
        assertTrue(lines.size() > 1000, "the file has only " + lines.size() + " lines");
    }

    private static String render(String source, boolean chat, Map<String, Object> variables) {
        try {
            return (chat ? Template.chat(source) : Template.row(source)).render(variables);
        } catch (TemplateException e) {
            return "fails";
        }
    }

    @Test
    void saysWhichLineFailsAndWhy() {
        TemplateException syntax = assertThrows(TemplateException.class, () -> Template.chat("a\n{% if x %}\n{{ y }}"));
        assertEquals(3, syntax.line());
        assertTrue(syntax.getMessage().contains("endif"), syntax.getMessage());
        TemplateException value = fails("a\n{{ 1 + 'x' }}");
        assertEquals(2, value.line());
        assertEquals(TemplateException.Kind.FAULT, value.kind());
        TemplateException raised = fails("{{ raise_exception('roles must alternate') }}");
        assertEquals(TemplateException.Kind.RAISED, raised.kind());
        assertEquals("roles must alternate", raised.getMessage());
    }

    @Test
    void knowsTheDate() {
        assertEquals(
                Year.now().toString(), Template.chat("{{ strftime_now('%Y') }}").render(Map.of()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x|tojson }}",
                "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}{{ n.x }}",
                "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}{{ n.x|length }}",
                "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}{{ n.x }}",
                "{{ 'x' * 100000000000 }}",
                "{{ [0] * 100000000000 }}",
                "{{ 'x'.center(10000000000) }}",
                "{{ '%1000000000d' % 1 }}",
                "{{ 2 ** 1000000000000 }}",
                "{{ range(1000000000) }}",
                "{{ [1]|tojson(indent=100000000) }}",
                "{% macro f(x) %}{{ f(x) }}{{ f(x) }}{% endmacro %}{{ f(1) }}",
                "{% macro f(x) %}{% if x %}{{ f(x - 1) }}{{ f(x - 1) }}{% endif %}{% endmacro %}{{ f(40) }}",
                "{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}",
                "{% set n = namespace() %}{% set n.n = n %}{{ n }}"
            })
    void comesToAnEnd(String source) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThrows(
                        TemplateException.class, () -> Template.chat(source).render(Map.of())));
    }

    @Test
    void refusesWhatNestsTooDeeply() {
        for (String source : List.of(
                "{% if 1 %}".repeat(3000) + "{% endif %}".repeat(3000),
                "{{ " + "not ".repeat(20000) + "1 }}",
                "{{ " + "(".repeat(20000) + "1" + ")".repeat(20000) + " }}",
                "{{ x" + "[0]".repeat(100000) + " }}",
                "{{ x" + "|upper".repeat(100000) + " }}")) {
            assertThrows(TemplateException.class, () -> Template.chat(source).render(Map.of("x", "y")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x.__class__", "x.getClass()", "x.class", "''.__class__.__mro__", "x|attr('__class__')"})
    void reachesNothingOfJava(String expression) {
        String text = render("{{ " + expression + " }}", true, new LinkedHashMap<>(Map.of("x", "y")));
        assertTrue(text.isEmpty() || text.equals("fails"), text);
    }

    private static TemplateException fails(String source) {
        Template template = Template.chat(source);
        return assertThrows(TemplateException.class, () -> template.render(Map.of()));
    }

    private static Map<String, Object> variables(JsonObject object) {
        Map<String, Object> values = new LinkedHashMap<>();
        object.asMap().forEach((key, value) -> values.put(key, value(value)));
        return values;
    }

    private static Object value(JsonElement element) {
        if (element instanceof JsonObject object) {
            return variables(object);
        }
        if (element instanceof JsonArray array) {
            List<Object> items = new ArrayList<>();
            array.forEach(item -> items.add(value(item)));
            return items;
        }
        if (!(element instanceof JsonPrimitive primitive)) {
            return null;
        }
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        if (!primitive.isNumber()) {
            return primitive.getAsString();
        }
        String number = primitive.getAsString();
        return number.matches("-?\\d+") ? (Object) Long.valueOf(number) : Double.valueOf(number);
    }
}
