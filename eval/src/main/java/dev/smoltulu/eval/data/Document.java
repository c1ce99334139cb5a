package dev.smoltulu.eval.data;

import com.google.gson.JsonObject;

/**
 * A text to be scored.
 *
 * @param id   its place in the file, from 0, blank documents not counted
 * @param text the text, not blank
 * @param row  what the file has: a row of a .jsonl file, or {@code {"text": ...}}
 */
public record Document(int id, String text, JsonObject row) {

    public Document {
        row = row.deepCopy();
    }

    @Override
    public JsonObject row() {
        return row.deepCopy();
    }
}
