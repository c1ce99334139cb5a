package dev.smoltulu.graphs.weights;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.StrictJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds the files that hold the weights of a Hugging Face model folder, and no file outside that folder. */
final class ModelFolder {

    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";

    private static final long MAX_INDEX_BYTES = 64L << 20;
    private static final List<String> PICKLES = List.of(
            "pytorch_model.bin",
            "pytorch_model.bin.index.json",
            "pytorch_model.pt",
            "model.pt",
            "consolidated.00.pth",
            "model.pth");

    private ModelFolder() {}

    /** The weights' layout: the single file, or null and each tensor's shard by the index. */
    record Layout(Path single, Path index, Map<String, String> shardOfTensor) {}

    static Layout find(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw UserError.failed(folder + ": no such model folder");
        }
        if (Files.exists(folder.resolve(SINGLE))) {
            return new Layout(inside(folder, SINGLE, folder.toString()), null, Map.of());
        }
        Path index = folder.resolve(INDEX);
        if (Files.exists(index)) {
            return new Layout(null, index, readIndex(inside(folder, INDEX, folder.toString()), index.toString()));
        }
        for (String pickle : PICKLES) {
            if (Files.exists(folder.resolve(pickle))) {
                throw UserError.failed(folder.resolve(pickle) + ": pickled weights are refused because they can run"
                        + " code; convert them to safetensors (save_pretrained in transformers does)"
                        + " or download the repository's " + SINGLE);
            }
        }
        throw UserError.failed(folder + ": has neither " + SINGLE + " nor " + INDEX);
    }

    /**
     * The real path of a file in a model folder.
     *
     * @param where the place that names the file, for errors
     */
    static Path inside(Path folder, String name, String where) {
        boolean plain = !name.isBlank()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c == ':' || Character.isISOControl(c));
        if (!plain) {
            throw UserError.failed(where + ": file name " + SafetensorsHeader.shown(name)
                    + " is refused, weights must lie in the model's own folder");
        }
        Path file = folder.resolve(name);
        if (!Files.exists(file)) {
            throw UserError.failed(file + ": no such file, though " + where + " names it; download it again");
        }
        if (!Files.isRegularFile(file)) {
            throw UserError.failed(file + ": is not a regular file");
        }
        try {
            Path realFolder = folder.toRealPath();
            Path realFile = file.toRealPath();
            if (!realFolder.equals(realFile.getParent()) && !isHubBlob(realFolder, realFile)) {
                throw UserError.failed(file + ": is a link to " + realFile + " outside the model folder, refused");
            }
            return file;
        } catch (IOException e) {
            throw UserError.failed(file + ": cannot be read (" + e + ")", e);
        }
    }

    /** The hub's cache keeps {@code snapshots/<revision>/file} as links to {@code blobs/<hash>} of one repository. */
    private static boolean isHubBlob(Path realFolder, Path realFile) {
        Path snapshots = realFolder.getParent();
        if (snapshots == null || !snapshots.endsWith("snapshots") || snapshots.getParent() == null) {
            return false;
        }
        return snapshots.getParent().resolve("blobs").equals(realFile.getParent());
    }

    private static Map<String, String> readIndex(Path file, String where) {
        JsonObject index = StrictJson.readObject(file, MAX_INDEX_BYTES);
        JsonElement map = index.get("weight_map");
        if (map == null) {
            throw UserError.failed(where + ": key 'weight_map' is missing");
        }
        if (!map.isJsonObject() || map.getAsJsonObject().size() == 0) {
            throw UserError.failed(where + ": weight_map must be an object of tensor and file names");
        }
        Map<String, String> shards = new LinkedHashMap<>();
        for (Map.Entry<String, JsonElement> entry : map.getAsJsonObject().entrySet()) {
            JsonElement shard = entry.getValue();
            if (!shard.isJsonPrimitive() || !shard.getAsJsonPrimitive().isString()) {
                throw UserError.failed(where + ": weight_map entry of tensor " + SafetensorsHeader.shown(entry.getKey())
                        + " must be a file name");
            }
            shards.put(entry.getKey(), shard.getAsString());
        }
        return shards;
    }
}
