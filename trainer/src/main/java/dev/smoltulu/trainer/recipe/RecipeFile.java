package dev.smoltulu.trainer.recipe;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.CommentedJson;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entries of a recipe file, each key once, before anything is known about their meaning. */
final class RecipeFile {

    private static final long MAX_BYTES = 1 << 20;
    private static final Pattern PLACE = Pattern.compile("line (\\d+) column (\\d+)");

    private RecipeFile() {}

    /** Reads a JSON object with comments and trailing commas; refuses anything else in one line. */
    static Map<String, JsonElement> read(Path file) {
        String text = CommentedJson.toStrict(text(file));
        try (JsonReader reader = new JsonReader(new StringReader(text))) {
            reader.setStrictness(Strictness.STRICT);
            if (text.isBlank() || reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw UserError.usage(file + ": a recipe is one JSON object: {\"model\": ..., \"data\": ...}");
            }
            Map<String, JsonElement> entries = new LinkedHashMap<>();
            reader.beginObject();
            while (reader.hasNext()) {
                String key = reader.nextName();
                if (entries.put(key, JsonParser.parseReader(reader)) != null) {
                    throw UserError.usage("key '" + key + "' stands twice in " + file + "; keep one");
                }
            }
            reader.endObject();
            JsonToken unused = reader.peek(); // throws when text follows the closing brace
            return entries;
        } catch (IOException | JsonParseException | IllegalStateException notJson) {
            throw UserError.usage(file + place(notJson) + ": not valid JSON; check for a missing quote, colon, comma "
                    + "or brace there or just before");
        }
    }

    private static String place(Exception notJson) {
        Matcher place = PLACE.matcher(String.valueOf(notJson.getMessage()));
        return place.find() ? " line " + place.group(1) + " column " + place.group(2) : "";
    }

    private static String text(Path file) {
        if (!Files.isRegularFile(file)) {
            throw UserError.usage("recipe " + file + (Files.exists(file) ? " is not a file" : " does not exist")
                    + "; give the path of a JSON file");
        }
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw UserError.usage("recipe " + file + " is larger than 1 MiB; is it a data file?");
            }
            String text = Files.readString(file, StandardCharsets.UTF_8);
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException notUtf8) {
            throw UserError.usage("recipe " + file + " is not UTF-8 text; save it as UTF-8");
        } catch (IOException unreadable) {
            throw UserError.failed("recipe " + file + " cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }
}
