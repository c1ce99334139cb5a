package dev.smoltulu.tokenizer;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.tokenizer.jinja.Template;
import dev.smoltulu.tokenizer.jinja.TemplateException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A Jinja template that makes text of a row, as lm-evaluation-harness renders those of its task files: the row's keys
 * are its variables, an undefined one is an error, all white space stays. Safe for use by any number of threads.
 */
public final class RowTemplate {

    private final Template template;
    private final String where;

    /**
     * Parses the template.
     *
     * @param where names it in errors: file and key
     * @throws dev.smoltulu.base.UserError when it is not Jinja
     */
    public RowTemplate(String source, String where) {
        this.where = where;
        try {
            this.template = Template.row(source);
        } catch (TemplateException e) {
            throw TemplateErrors.userError(where, "row", e);
        }
    }

    /**
     * The text of a row.
     *
     * @throws dev.smoltulu.base.UserError when the template cannot be evaluated with this row
     */
    public String render(JsonObject row) {
        try {
            return template.render(variables(row));
        } catch (TemplateException e) {
            throw TemplateErrors.userError(where, "row", e);
        }
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
            List<Object> items = new ArrayList<>(array.size());
            array.forEach(item -> items.add(value(item)));
            return items;
        }
        if (!(element instanceof JsonPrimitive primitive)) {
            return null;
        }
        if (primitive.isBoolean()) {
            return primitive.getAsBoolean();
        }
        return primitive.isNumber() ? number(primitive) : primitive.getAsString();
    }

    private static Object number(JsonPrimitive primitive) {
        String text = primitive.getAsString();
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException notWhole) {
            return Double.valueOf(text);
        }
    }
}
