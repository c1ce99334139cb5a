package dev.smoltulu.trainer.scoring;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.json.ShortestDecimal;
import java.util.List;

/**
 * What was said about a row: a line of the scores' file.
 *
 * @param row       number of the row, counted from 1
 * @param rewards   one, or two for a preference pair, the chosen text's first
 * @param truncated whether a text was cut
 */
record ScoreLine(long row, List<Double> rewards, boolean truncated) {

    private static final String REWARD = "reward";
    private static final String CHOSEN = "reward_chosen";
    private static final String REJECTED = "reward_rejected";

    ScoreLine {
        rewards = List.copyOf(rewards);
    }

    boolean isPair() {
        return rewards.size() == 2;
    }

    /** A tie is no success. */
    boolean right() {
        return isPair() && rewards.get(0) > rewards.get(1);
    }

    String toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("row", row);
        if (isPair()) {
            json.add(CHOSEN, number(rewards.get(0)));
            json.add(REJECTED, number(rewards.get(1)));
        } else {
            json.add(REWARD, number(rewards.get(0)));
        }
        if (truncated) {
            json.addProperty("truncated", true);
        }
        return json.toString();
    }

    /** @throws RuntimeException when the text is no such line */
    static ScoreLine parse(String text) {
        JsonObject json = JsonParser.parseString(text).getAsJsonObject();
        List<Double> rewards = json.has(REWARD)
                ? List.of(value(json.get(REWARD)))
                : List.of(value(json.get(CHOSEN)), value(json.get(REJECTED)));
        return new ScoreLine(json.get("row").getAsLong(), rewards, json.has("truncated"));
    }

    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(ShortestDecimal.of(value)) : JsonNull.INSTANCE;
    }

    private static double value(JsonElement element) {
        return element.isJsonNull() ? Double.NaN : element.getAsDouble();
    }
}
