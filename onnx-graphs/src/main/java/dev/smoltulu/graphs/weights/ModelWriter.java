package dev.smoltulu.graphs.weights;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Writes a model's weights as transformers' {@code save_pretrained} lays them out: {@code model.safetensors}, or
 * above a size {@code model-00001-of-0000N.safetensors} with {@code model.safetensors.index.json}.
 */
public final class ModelWriter {

    /** Largest shard in bytes, transformers' "5GB". */
    public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

    private static final Gson PRETTY =
            new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
    private static final Pattern SHARD = Pattern.compile("model-\\d{5}-of-\\d{5}\\.safetensors");

    private ModelWriter() {}

    /** Writes the weights with shards of at most 5 GB. */
    public static void write(Path folder, List<OutputTensor> tensors) {
        write(folder, tensors, DEFAULT_SHARD_BYTES);
    }

    /**
     * Writes the weights. Every file is on the disk before the first one takes its place; shards and indexes of an
     * earlier save that no longer belong go last.
     *
     * @param tensors in model order, the order in which they fill the shards
     * @param maxShardBytes a larger tensor gets a shard of its own
     */
    public static void write(Path folder, List<OutputTensor> tensors, long maxShardBytes) {
        if (maxShardBytes <= 0) {
            throw new IllegalArgumentException("shard size must be positive: " + maxShardBytes);
        }
        Map<String, List<OutputTensor>> files = plan(tensors, maxShardBytes);
        List<AtomicFile> staged = new ArrayList<>();
        try (OwnedResources owned = new OwnedResources()) {
            files.forEach((name, part) -> staged.add(
                    owned.own(SafetensorsWriter.stage(folder.resolve(name), part, SafetensorsWriter.PYTORCH))));
            if (files.size() > 1) {
                staged.add(owned.own(stageIndex(folder.resolve(ModelFolder.INDEX), files)));
            }
            staged.forEach(AtomicFile::commit);
        }
        deleteStale(folder, files);
    }

    private static Map<String, List<OutputTensor>> plan(List<OutputTensor> tensors, long maxShardBytes) {
        List<List<OutputTensor>> shards = new ArrayList<>();
        List<OutputTensor> shard = new ArrayList<>();
        long bytes = 0;
        for (OutputTensor tensor : tensors) {
            long more = tensor.info().bytes();
            if (!shard.isEmpty() && bytes + more > maxShardBytes) {
                shards.add(shard);
                shard = new ArrayList<>();
                bytes = 0;
            }
            shard.add(tensor);
            bytes += more;
        }
        shards.add(shard);
        Map<String, List<OutputTensor>> files = new LinkedHashMap<>();
        for (int i = 0; i < shards.size(); i++) {
            String name = shards.size() == 1
                    ? ModelFolder.SINGLE
                    : String.format("model-%05d-of-%05d.safetensors", i + 1, shards.size());
            files.put(name, shards.get(i));
        }
        return files;
    }

    private static AtomicFile stageIndex(Path file, Map<String, List<OutputTensor>> files) {
        long parameters = 0;
        long bytes = 0;
        Map<String, String> shardOfTensor = new TreeMap<>();
        for (Map.Entry<String, List<OutputTensor>> shard : files.entrySet()) {
            for (OutputTensor tensor : shard.getValue()) {
                parameters += tensor.info().elements();
                bytes += tensor.info().bytes();
                shardOfTensor.put(tensor.info().name(), shard.getKey());
            }
        }
        JsonObject metadata = new JsonObject();
        metadata.addProperty("total_parameters", parameters);
        metadata.addProperty("total_size", bytes);
        JsonObject index = new JsonObject();
        index.add("metadata", metadata);
        index.add("weight_map", PRETTY.toJsonTree(shardOfTensor));
        byte[] text = (PRETTY.toJson(index) + "\n").getBytes(StandardCharsets.UTF_8);
        try (OwnedResources opening = new OwnedResources()) {
            AtomicFile output = opening.own(AtomicFile.create(file, text.length));
            output.write(ByteBuffer.wrap(text));
            output.sync();
            opening.release();
            return output;
        }
    }

    private static void deleteStale(Path folder, Map<String, List<OutputTensor>> written) {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                boolean ours = SHARD.matcher(name).matches()
                        || name.equals(ModelFolder.SINGLE)
                        || name.equals(ModelFolder.INDEX) && written.size() == 1;
                if (ours && !written.containsKey(name)) {
                    Files.delete(entry);
                }
            }
        } catch (IOException e) {
            throw UserError.failed(folder + ": an earlier save's weights cannot be removed (" + e + ")", e);
        }
    }
}
