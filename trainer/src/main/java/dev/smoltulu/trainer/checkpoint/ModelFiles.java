package dev.smoltulu.trainer.checkpoint;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.DType;
import dev.smoltulu.graphs.weights.ModelWriter;
import dev.smoltulu.graphs.weights.OutputTensor;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.graphs.weights.TensorInfo;
import dev.smoltulu.runtime.training.ModelState;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** A model under training, written in Hugging Face layout: weights in F32, configuration, tokenizer. */
public final class ModelFiles {

    private static final List<String> COMPANIONS = List.of(
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "added_tokens.json",
            "chat_template.jinja",
            "generation_config.json");

    private final LlamaConfig config;
    private final Path source;

    /** For models of {@code config} whose tokenizer lies in {@code source}. */
    public ModelFiles(LlamaConfig config, Path source) {
        this.config = config;
        this.source = source;
    }

    /** The parameters of such a model. */
    public List<ParameterSpec> parameters() {
        return LlamaParameters.of(config);
    }

    /** Writes the model as it is now into {@code folder}. */
    public void write(Path folder, ModelState state) {
        List<OutputTensor> tensors = tensors("", state::parameter);
        for (String name : COMPANIONS) {
            copy(source.resolve(name), folder.resolve(name));
        }
        config.write(folder, "float32");
        ModelWriter.write(folder, tensors);
    }

    /**
     * One F32 tensor a parameter, called {@code prefix} and the parameter's name; all must be finite.
     *
     * @param values a parameter's, valid until the next one's are asked for
     */
    List<OutputTensor> tensors(String prefix, Function<String, FloatBuffer> values) {
        List<OutputTensor> tensors = new ArrayList<>();
        for (ParameterSpec parameter : parameters()) {
            requireFinite(prefix + parameter.name(), values.apply(parameter.name()));
            tensors.add(OutputTensor.of(
                    new TensorInfo(prefix + parameter.name(), DType.F32, parameter.shape()),
                    () -> values.apply(parameter.name())));
        }
        return tensors;
    }

    private static void requireFinite(String name, FloatBuffer values) {
        for (int i = values.position(); i < values.limit(); i++) {
            if (!Float.isFinite(values.get(i))) {
                throw UserError.failed("nothing was saved: " + name + " holds numbers that are not finite; start a "
                        + "new run with a lower learning_rate, from the same model or from the last checkpoint");
            }
        }
    }

    private static void copy(Path from, Path to) {
        if (!Files.isRegularFile(from)) {
            return;
        }
        try {
            AtomicFile.write(to, Files.readAllBytes(from));
        } catch (IOException e) {
            throw UserError.failed("cannot copy " + from + " to " + to + ": " + e.getMessage(), e);
        }
    }
}
