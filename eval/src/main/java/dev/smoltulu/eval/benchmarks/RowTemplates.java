package dev.smoltulu.eval.benchmarks;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.data.DataRow;
import dev.smoltulu.eval.harness.Example;
import dev.smoltulu.eval.harness.Output;
import dev.smoltulu.tokenizer.RowTemplate;
import java.math.BigDecimal;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Examples by a task file's {@code doc_to_text}, {@code doc_to_choice} and {@code doc_to_target}: each a key of the
 * row, or a Jinja template.
 */
final class RowTemplates implements Example.Reader {

    static final String TEXT = "doc_to_text";
    static final String CHOICE = "doc_to_choice";
    static final String TARGET = "doc_to_target";

    /** A template of one expression; what it gives may be a list. */
    private static final Pattern EXPRESSION = Pattern.compile("\\s*\\{\\{((?:(?!}}).)*)}}\\s*", Pattern.DOTALL);

    private final Function<DataRow, JsonElement> text;
    private final Function<DataRow, List<String>> choices;
    private final Function<DataRow, JsonElement> target;
    private final boolean isChoice;

    private RowTemplates(DeclaredObject keys, boolean isChoice) {
        this.text = value(keys, TEXT);
        this.target = value(keys, TARGET);
        this.isChoice = isChoice;
        this.choices = isChoice ? choices(keys) : row -> List.of();
    }

    static Example.Reader read(DeclaredObject keys, Output output) {
        boolean isChoice = output instanceof Output.Choice;
        if (!isChoice && keys.has(CHOICE)) {
            throw keys.wrong(CHOICE, "left out in a task of generate_until");
        }
        return new RowTemplates(keys, isChoice);
    }

    @Override
    public Example read(int index, DataRow row) {
        JsonElement query = text.apply(row);
        if (!isText(query)) {
            throw UserError.failed(row.where() + ": \"" + TEXT + "\" gives " + query + ", not a text");
        }
        JsonElement answer = target.apply(row);
        if (!(answer instanceof JsonPrimitive) || answer.getAsString().isEmpty()) {
            throw UserError.failed(row.where() + ": \"" + TARGET + "\" gives " + answer + ", not an answer");
        }
        if (!isChoice) {
            return new Example(index, row.json(), query.getAsString(), List.of(answer.getAsString()), 0);
        }
        List<String> offered = choices.apply(row);
        int gold = isText(answer) ? offered.indexOf(answer.getAsString()) : index(answer);
        if (gold < 0 || gold >= offered.size()) {
            throw UserError.failed(row.where() + ": \"" + TARGET + "\" gives " + answer + ", which is neither one of"
                    + " the " + offered.size() + " choices nor its index");
        }
        return new Example(index, row.json(), query.getAsString(), offered, gold);
    }

    private static int index(JsonElement answer) {
        try {
            return Integer.parseInt(answer.getAsString());
        } catch (NumberFormatException notAnIndex) {
            return -1;
        }
    }

    /** A key's value, or the template's text; digits alone are a number, as the harness takes them. */
    private static Function<DataRow, JsonElement> value(DeclaredObject keys, String key) {
        if (keys.json().get(key) instanceof JsonPrimitive number && number.isNumber() && key.equals(TARGET)) {
            return row -> number;
        }
        String source = keys.string(key);
        RowTemplate template = new RowTemplate(source, keys.where() + ", \"" + key + "\"");
        return row -> {
            if (row.json().has(source)) {
                return row.json().get(source);
            }
            String rendered = rendered(template, row);
            boolean digits = !rendered.isEmpty() && rendered.chars().allMatch(c -> c >= '0' && c <= '9');
            return digits && keys.has(CHOICE) && key.equals(TARGET)
                    ? new JsonPrimitive(new BigDecimal(rendered))
                    : new JsonPrimitive(rendered);
        };
    }

    private static Function<DataRow, List<String>> choices(DeclaredObject keys) {
        if (!keys.has(CHOICE)) {
            throw keys.wrong(CHOICE, "a key of the rows, a template or a list of texts in a task of multiple_choice");
        }
        if (keys.json().get(CHOICE).isJsonArray()) {
            List<String> fixed = keys.strings(CHOICE);
            return row -> fixed;
        }
        String source = keys.string(CHOICE);
        Matcher expression = EXPRESSION.matcher(source);
        if (!expression.matches()) {
            return row -> row.strings(source);
        }
        RowTemplate list =
                new RowTemplate("{{ (" + expression.group(1) + ") | tojson }}", keys.where() + ", \"" + CHOICE + "\"");
        return row -> {
            DataRow given = new DataRow(row.where(), new JsonObject());
            given.json().add(CHOICE, JsonParser.parseString(rendered(list, row)));
            return given.strings(CHOICE);
        };
    }

    private static String rendered(RowTemplate template, DataRow row) {
        try {
            return template.render(row.json());
        } catch (UserError e) {
            throw UserError.failed(row.where() + ": " + e.getMessage(), e);
        }
    }

    private static boolean isText(JsonElement element) {
        return element instanceof JsonPrimitive primitive && primitive.isString();
    }
}
