package dev.smoltulu.graphs.weights;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.base.UserError;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The weights of a Hugging Face model folder: one safetensors file, or shards with an index. */
public final class ModelWeights implements AutoCloseable {

    private static final String HEAD = "lm_head.weight";
    /** Constants that old checkpoints carry along; the model computes them. */
    private static final Pattern BUFFERS = Pattern.compile("model\\.layers\\.\\d+\\.self_attn\\.rotary_emb\\.inv_freq");

    private final Path folder;
    private final Map<String, SafetensorsFile> files;
    private final Map<String, SafetensorsFile> fileOfTensor;
    private final OwnedResources owned;

    private ModelWeights(
            Path folder,
            Map<String, SafetensorsFile> files,
            Map<String, SafetensorsFile> fileOfTensor,
            OwnedResources owned) {
        this.folder = folder;
        this.files = files;
        this.fileOfTensor = fileOfTensor;
        this.owned = owned;
    }

    /**
     * Opens the weights of a folder and checks every header.
     *
     * @throws UserError naming the file and the tensor at fault
     */
    public static ModelWeights open(Path folder) {
        ModelFolder.Layout layout = ModelFolder.find(folder);
        Map<String, SafetensorsFile> files = new LinkedHashMap<>();
        Map<String, SafetensorsFile> tensors = new LinkedHashMap<>();
        try (OwnedResources opening = new OwnedResources()) {
            if (layout.single() != null) {
                SafetensorsFile file = opening.own(SafetensorsFile.open(layout.single()));
                files.put(ModelFolder.SINGLE, file);
                file.names().forEach(name -> tensors.put(name, file));
            } else {
                openShards(folder, layout, files, tensors, opening);
            }
            return new ModelWeights(folder, files, Collections.unmodifiableMap(tensors), opening.release());
        }
    }

    private static void openShards(
            Path folder,
            ModelFolder.Layout layout,
            Map<String, SafetensorsFile> files,
            Map<String, SafetensorsFile> tensors,
            OwnedResources opening) {
        for (String shard : new TreeSet<>(layout.shardOfTensor().values())) {
            files.put(
                    shard,
                    opening.own(SafetensorsFile.open(
                            ModelFolder.inside(folder, shard, layout.index().toString()))));
        }
        layout.shardOfTensor().forEach((name, shard) -> {
            if (!files.get(shard).has(name)) {
                throw UserError.failed(folder.resolve(shard) + ": has no tensor " + SafetensorsHeader.shown(name)
                        + ", which " + layout.index() + " places there");
            }
            tensors.put(name, files.get(shard));
        });
        files.forEach((shard, file) -> {
            for (String name : file.names()) {
                String listed = layout.shardOfTensor().get(name);
                if (!shard.equals(listed)) {
                    throw UserError.failed(folder.resolve(shard) + ": tensor " + SafetensorsHeader.shown(name)
                            + (listed == null ? " is not in " : " is placed in another file by ") + layout.index());
                }
            }
        });
    }

    /** Names of all tensors. */
    public Set<String> names() {
        return fileOfTensor.keySet();
    }

    /** Type and shape of a tensor; a name the folder lacks is a {@link UserError}. */
    public TensorInfo info(String name) {
        return file(name).info(name);
    }

    /**
     * Reads a whole F32, F16 or BF16 tensor as floats and leaves {@code target} at its limit.
     *
     * @param target exactly the tensor's elements remaining
     */
    public void readFloats(String name, FloatBuffer target) {
        file(name).readFloats(name, target);
    }

    /** Reads as many values as {@code target} has remaining, from element {@code first} on. */
    public void readFloats(String name, long first, FloatBuffer target) {
        file(name).readFloats(name, first, target);
    }

    /**
     * Checks that the folder holds exactly these parameters, in these shapes and in a weight type. A head beside a
     * tied embedding and old rotary constants are ignored, as transformers does.
     *
     * @throws UserError naming file, tensor, and the expected and the found shape
     */
    public void checkAgainst(List<ParameterSpec> parameters) {
        Set<String> expected = new HashSet<>();
        for (ParameterSpec parameter : parameters) {
            expected.add(parameter.name());
            check(parameter);
        }
        for (String name : names()) {
            if (!expected.contains(name)
                    && !name.equals(HEAD)
                    && !BUFFERS.matcher(name).matches()) {
                throw UserError.failed(file(name).path() + ": unexpected tensor " + SafetensorsHeader.shown(name)
                        + ", the model of config.json has none of that name");
            }
        }
    }

    private void check(ParameterSpec parameter) {
        SafetensorsFile file = fileOfTensor.get(parameter.name());
        if (file == null) {
            String where =
                    files.size() == 1 ? files.values().iterator().next().path().toString() : folder.toString();
            String hint = parameter.name().equals(HEAD)
                    ? "; if the head is tied, config.json must say" + " tie_word_embeddings true"
                    : "; its shape should be " + parameter.shape();
            throw UserError.failed(where + ": tensor '" + parameter.name() + "' is missing" + hint);
        }
        TensorInfo info = file.info(parameter.name());
        if (!info.shape().equals(parameter.shape())) {
            throw UserError.failed(file.path() + ": tensor '" + parameter.name() + "' has shape " + info.shape()
                    + ", config.json asks for " + parameter.shape());
        }
        if (!info.dtype().isWeight()) {
            throw UserError.failed(file.path() + ": tensor '" + parameter.name() + "' is " + info.dtype()
                    + "; weights must be F32, F16 or BF16");
        }
    }

    private SafetensorsFile file(String name) {
        SafetensorsFile file = fileOfTensor.get(name);
        if (file == null) {
            throw UserError.failed(folder + ": has no tensor " + SafetensorsHeader.shown(name));
        }
        return file;
    }

    @Override
    public void close() {
        owned.close();
    }
}
