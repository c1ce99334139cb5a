package dev.smoltulu.endtoend;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.support.SharedFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The preference pairs of the golden numbers as rows of token ids, and the models that they were computed with. */
final class GoldenPairs {

    private GoldenPairs() {}

    static JsonObject numbers(String key) {
        return Json.read(SharedFolder.resolve("golden/stories260K.json")).getAsJsonObject(key);
    }

    /** One row a pair; what comes after the prompt is trained. */
    static List<JsonObject> rows() {
        List<JsonObject> rows = new ArrayList<>();
        for (JsonElement element : numbers("dpo").getAsJsonArray("pairs")) {
            JsonObject pair = element.getAsJsonObject();
            JsonObject row = new JsonObject();
            for (String side : new String[] {"chosen", "rejected"}) {
                int[] ids = Json.ints(pair.get(side));
                int[] labels = ids.clone();
                Arrays.fill(labels, 0, pair.get("prompt_len").getAsInt(), -100);
                row.add(side + "_input_ids", Json.array(ids));
                row.add(side + "_labels", Json.array(labels));
            }
            rows.add(row);
        }
        return rows;
    }

    /** Every weight of the reference times 1.01. */
    static Path policy(Path folder) {
        return ModelFolder.scale(ModelFolder.copyOfStories(folder), 1.01f);
    }

    static Path reference() {
        return SharedFolder.resolve("models/stories260K");
    }

    /** The reference's weights under the head sin(j + 1) / 8. */
    static Path rewardModel(Path folder) {
        float[] head = new float[64];
        for (int j = 0; j < head.length; j++) {
            head[j] = (float) (Math.sin(j + 1) / 8);
        }
        return ModelFolder.giveScore(ModelFolder.copyOfStories(folder), head);
    }
}
