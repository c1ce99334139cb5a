package dev.smoltulu.sweep.cell;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.base.json.StrictJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What has become of a cell, as {@code cell.json} in its folder says. It is written when a stage is done, never during
 * one, and names the files that count.
 *
 * @param stage   the last one that ended
 * @param results file of each evaluation, by the evaluation's hash; relative to the cell's folder
 * @param error   one line, of a failed cell
 */
public record CellRecord(Stage stage, Map<String, String> results, Optional<String> error) {

    /** Stages of a cell. */
    public enum Stage {
        TRAINED,
        FINISHED,
        FAILED
    }

    private static final long MAX_BYTES = 1 << 20;

    public CellRecord {
        results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    }

    /** Of a cell that is trained and not yet evaluated. */
    public static CellRecord trained() {
        return new CellRecord(Stage.TRAINED, Map.of(), Optional.empty());
    }

    /** Of a cell that failed, for a reason in one line. */
    public static CellRecord failed(String error) {
        return new CellRecord(Stage.FAILED, Map.of(), Optional.of(error));
    }

    /**
     * Reads a record, if there is one.
     *
     * @throws UserError when the file is broken
     */
    static Optional<CellRecord> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        JsonObject json = StrictJson.readObject(file, MAX_BYTES);
        try {
            Map<String, String> results = new LinkedHashMap<>();
            json.getAsJsonObject("results")
                    .entrySet()
                    .forEach(entry ->
                            results.put(entry.getKey(), entry.getValue().getAsString()));
            return Optional.of(new CellRecord(
                    Stage.valueOf(json.get("stage").getAsString().toUpperCase(Locale.ROOT)),
                    results,
                    Optional.ofNullable(json.get("error")).map(error -> error.getAsString())));
        } catch (JsonParseException | IllegalArgumentException | IllegalStateException | NullPointerException broken) {
            throw UserError.failed(file + ": is not the record of a cell; delete it to run the cell again", broken);
        }
    }

    void write(Path file) {
        JsonObject named = new JsonObject();
        results.forEach(named::addProperty);
        JsonObject json = new JsonObject();
        json.addProperty("stage", stage.name().toLowerCase(Locale.ROOT));
        error.ifPresent(line -> json.addProperty("error", line));
        json.add("results", named);
        AtomicFile.write(file, json + "\n");
    }
}
