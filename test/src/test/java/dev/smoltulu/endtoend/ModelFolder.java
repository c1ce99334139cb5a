package dev.smoltulu.endtoend;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.support.SharedFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** Model folders made or changed for a test, without the program's own writers. */
final class ModelFolder {

    private ModelFolder() {}

    /** A copy of stories260K that a test may change. */
    static Path copyOfStories(Path target) {
        return copy(SharedFolder.resolve("models/stories260K"), target);
    }

    /** Copies the files of {@code source}. */
    static Path copy(Path source, Path target) {
        try (Stream<Path> files = Files.list(source)) {
            Files.createDirectories(target);
            for (Path file : files.toList()) {
                Files.write(target.resolve(file.getFileName()), Files.readAllBytes(file));
            }
            return target;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Changes one number of the configuration. */
    static void setConfig(Path folder, String key, Number value) {
        JsonObject config = Json.read(folder.resolve("config.json"));
        config.addProperty(key, value);
        write(folder.resolve("config.json"), config.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Gives the model a head of its own, equal to its embedding. */
    static void untieHead(Path folder) {
        JsonObject config = Json.read(folder.resolve("config.json"));
        config.addProperty("tie_word_embeddings", false);
        write(folder.resolve("config.json"), config.toString().getBytes(StandardCharsets.UTF_8));
        HandReadTensors tensors = HandReadTensors.of(folder.resolve("model.safetensors"));
        Map<String, float[]> weights = tensors.allFloats();
        weights.put("lm_head.weight", weights.get("model.embed_tokens.weight").clone());
        writeWeights(folder, weights, tensors);
    }

    /** Multiplies every weight. */
    static Path scale(Path folder, float factor) {
        HandReadTensors tensors = HandReadTensors.of(folder.resolve("model.safetensors"));
        Map<String, float[]> weights = tensors.allFloats();
        for (float[] values : weights.values()) {
            for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
            }
        }
        writeWeights(folder, weights, tensors);
        return folder;
    }

    /** Turns the model into a reward model with the given score head. */
    static Path giveScore(Path folder, float[] head) {
        JsonObject config = Json.read(folder.resolve("config.json"));
        JsonArray architectures = new JsonArray();
        architectures.add("LlamaForSequenceClassification");
        config.add("architectures", architectures);
        config.add("id2label", JsonParser.parseString("{\"0\": \"LABEL_0\"}"));
        config.add("label2id", JsonParser.parseString("{\"LABEL_0\": 0}"));
        config.addProperty("pad_token_id", 0);
        write(folder.resolve("config.json"), config.toString().getBytes(StandardCharsets.UTF_8));
        HandReadTensors tensors = HandReadTensors.of(folder.resolve("model.safetensors"));
        Map<String, float[]> weights = tensors.allFloats();
        weights.put("score.weight", head);
        writeWeights(folder, weights, tensors);
        return folder;
    }

    /** Sets one row of a matrix to one number. */
    static void fillRow(Path folder, String name, int row, float value) {
        HandReadTensors tensors = HandReadTensors.of(folder.resolve("model.safetensors"));
        Map<String, float[]> weights = tensors.allFloats();
        int columns = (int) tensors.entries().get(name).shape()[1];
        Arrays.fill(weights.get(name), row * columns, (row + 1) * columns, value);
        writeWeights(folder, weights, tensors);
    }

    private static void writeWeights(Path folder, Map<String, float[]> weights, HandReadTensors shapes) {
        JsonObject header = new JsonObject();
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        weights.forEach((name, values) -> {
            JsonArray shape = new JsonArray();
            for (long extent : shapeOf(name, values, shapes)) {
                shape.add(extent);
            }
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            JsonObject entry = new JsonObject();
            entry.addProperty("dtype", "F32");
            entry.add("shape", shape);
            entry.add("data_offsets", Json.array(new int[] {data.size(), data.size() + bytes.capacity()}));
            header.add(name, entry);
            data.writeBytes(bytes.array());
        });
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        ByteBuffer file = ByteBuffer.allocate(8 + padded + data.size()).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(padded)
                .put(text)
                .put(" ".repeat(padded - text.length).getBytes(StandardCharsets.US_ASCII))
                .put(data.toByteArray());
        write(folder.resolve("model.safetensors"), file.array());
    }

    /** A score is one row; a head of its own is like the embedding. */
    private static long[] shapeOf(String name, float[] values, HandReadTensors shapes) {
        if (name.equals("score.weight")) {
            return new long[] {1, values.length};
        }
        return shapes.entries()
                .get(shapes.has(name) ? name : "model.embed_tokens.weight")
                .shape();
    }

    /** Cuts a file's last bytes off. */
    static void truncate(Path file, int bytes) {
        try {
            byte[] whole = Files.readAllBytes(file);
            Files.write(file, Arrays.copyOf(whole, whole.length - bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
