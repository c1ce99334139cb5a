package dev.smoltulu.trainer.report;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.ShortestDecimal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The rewards of one evaluation pair: a line of eval_pairs.jsonl, which holds a run's last evaluation.
 *
 * @param row file and row that the pair comes from
 */
public record EvaluatedPair(String row, double chosen, double rejected) {

    private static final String FILE_NAME = "eval_pairs.jsonl";

    double margin() {
        return chosen - rejected;
    }

    /** Writes {@code pairs} into {@code runFolder}: whole or not at all. */
    public static void write(Path runFolder, List<EvaluatedPair> pairs) {
        String lines = pairs.stream().map(pair -> pair.toJson() + "\n").collect(Collectors.joining());
        AtomicFile.write(runFolder.resolve(FILE_NAME), lines.getBytes(StandardCharsets.UTF_8));
    }

    /** The pairs in {@code runFolder} whose rewards are numbers; none where it has no such file. */
    static List<EvaluatedPair> read(Path runFolder) {
        Path file = runFolder.resolve(FILE_NAME);
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> JsonParser.parseString(line).getAsJsonObject())
                    .filter(json -> !json.get("rewards/chosen").isJsonNull()
                            && !json.get("rewards/rejected").isJsonNull())
                    .map(json -> new EvaluatedPair(
                            json.get("row").getAsString(),
                            json.get("rewards/chosen").getAsDouble(),
                            json.get("rewards/rejected").getAsDouble()))
                    .toList();
        } catch (IOException
                | JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException
                | NullPointerException unreadable) {
            throw UserError.failed(
                    file + " cannot be read for the report (" + unreadable.getMessage()
                            + "); delete it, the next evaluation writes it again",
                    unreadable);
        }
    }

    private JsonObject toJson() {
        JsonObject json = new JsonObject();
        json.addProperty("row", row);
        json.add("rewards/chosen", number(chosen));
        json.add("rewards/rejected", number(rejected));
        return json;
    }

    private static JsonElement number(double value) {
        return Double.isFinite(value) ? new JsonPrimitive(ShortestDecimal.of(value)) : JsonNull.INSTANCE;
    }
}
