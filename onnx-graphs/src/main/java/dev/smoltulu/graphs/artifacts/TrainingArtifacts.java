package dev.smoltulu.graphs.artifacts;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.AtomicFile;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The files from which any ONNX Runtime with on-device training trains a model: the four arguments of its
 * {@code CreateTrainingSession}.
 *
 * @param trainingModel  forward and backward pass
 * @param evalModel      forward pass to the loss
 * @param optimizerModel AdamW, after clipping where asked for
 * @param checkpoint     the parameters, and the optimizer's state where there is one
 * @param checkpointData the checkpoint's large values where it would pass 2 GB; must stay beside it
 */
public record TrainingArtifacts(
        Path trainingModel, Path evalModel, Path optimizerModel, Path checkpoint, Optional<Path> checkpointData) {

    /** File name of {@link #trainingModel}. */
    public static final String TRAINING_MODEL = "training_model.onnx";
    /** File name of {@link #evalModel}. */
    public static final String EVAL_MODEL = "eval_model.onnx";
    /** File name of {@link #optimizerModel}. */
    public static final String OPTIMIZER_MODEL = "optimizer_model.onnx";
    /** File name of {@link #checkpoint}. */
    public static final String CHECKPOINT = "checkpoint";

    /**
     * Writes the artifacts of a new run.
     *
     * @param folder created where missing; each file appears whole, the checkpoint last
     * @param maxGradNorm the global norm the optimizer model clips to, if any
     * @throws UserError when a file cannot be written
     */
    public static TrainingArtifacts write(
            Path folder,
            LlamaConfig config,
            TrainingGraphs.Options options,
            AdamW optimizer,
            OptionalDouble maxGradNorm,
            ParameterSource parameters) {
        return write(folder, config, options, optimizer, maxGradNorm, parameters, Optional.empty());
    }

    /**
     * Writes the artifacts of a run that has made steps already, like
     * {@link #write(Path, LlamaConfig, TrainingGraphs.Options, AdamW, OptionalDouble, ParameterSource)}.
     *
     * @throws UserError also when the optimizer's moments are beyond a checkpoint's 2 GB
     */
    public static TrainingArtifacts write(
            Path folder,
            LlamaConfig config,
            TrainingGraphs.Options options,
            AdamW optimizer,
            OptionalDouble maxGradNorm,
            ParameterSource parameters,
            Optional<OptimizerState> state) {
        createFolder(folder);
        List<ParameterSpec> trainable = LlamaParameters.of(config);
        Path checkpoint = folder.resolve(CHECKPOINT);
        if (state.isPresent()) {
            CheckpointFile.requireMomentsFit(checkpoint, trainable);
        }
        Path training = write(folder.resolve(TRAINING_MODEL), TrainingGraphs.training(config, options));
        Path eval = write(folder.resolve(EVAL_MODEL), TrainingGraphs.evaluation(config, options));
        Path update = write(folder.resolve(OPTIMIZER_MODEL), optimizer.graph(maxGradNorm));
        if (state.isPresent()) {
            CheckpointFile.write(checkpoint, trainable, List.of(), parameters, state.get());
        } else {
            CheckpointFile.write(checkpoint, trainable, List.of(), parameters);
        }
        Optional<Path> data = Optional.of(CheckpointFile.dataFile(checkpoint)).filter(Files::exists);
        return new TrainingArtifacts(training, eval, update, checkpoint, data);
    }

    private static Path write(Path file, Graph graph) {
        byte[] model = OnnxModel.write(graph);
        try (AtomicFile output = AtomicFile.create(file, model.length)) {
            output.write(ByteBuffer.wrap(model));
            output.commit();
        }
        return file;
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw UserError.failed(folder + ": this folder cannot be created (" + e + "); choose another", e);
        }
    }
}
