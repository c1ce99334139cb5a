package dev.smoltulu.graphs.artifacts;

import static dev.smoltulu.support.UserErrors.assertUserError;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingArtifactsTest {

    private static final List<String> USER_INPUTS = List.of(
            "input_ids",
            "position_ids",
            "slot_tokens",
            "token_slots",
            "target_positions",
            "target_ids",
            "target_weights");
    private static final AdamW ADAMW = new AdamW(0.9, 0.95, 1e-8, 0.1);

    @TempDir
    private Path temporary;

    @Test
    void modelsFollowTheLayoutOfOnDeviceTraining() throws IOException {
        LlamaConfig config = stories();
        Path folder = temporary.resolve("new/artifacts");
        TrainingArtifacts artifacts = write(folder, config, OptionalDouble.empty());
        assertEquals(
                List.of("checkpoint", "eval_model.onnx", "optimizer_model.onnx", "training_model.onnx"), names(folder));
        assertEquals(Optional.empty(), artifacts.checkpointData());
        List<String> parameters =
                LlamaParameters.of(config).stream().map(ParameterSpec::name).toList();
        OnnxMl.GraphProto training = graph(artifacts.trainingModel());
        List<String> inputs = new ArrayList<>(USER_INPUTS);
        inputs.addAll(parameters);
        parameters.forEach(name -> inputs.add(name + "_grad.accumulation.buffer"));
        inputs.add("lazy_reset_grad");
        assertEquals(inputs, inputs(training));
        assertEquals("loss", training.getOutput(0).getName());
        OnnxMl.GraphProto eval = graph(artifacts.evalModel());
        assertEquals(Stream.concat(USER_INPUTS.stream(), parameters.stream()).toList(), inputs(eval));
        assertEquals(
                List.of("loss"),
                eval.getOutputList().stream()
                        .map(OnnxMl.ValueInfoProto::getName)
                        .toList());
        assertEquals(AdamW.INPUTS, inputs(graph(artifacts.optimizerModel())));
        assertEquals(
                parameters,
                CheckpointReader.open(artifacts.checkpoint()).tensors().stream()
                        .map(CheckpointReader.Tensor::name)
                        .toList());
    }

    @Test
    void theOptimizerClipsOnlyWhenAsked() throws IOException {
        LlamaConfig config = stories();
        assertEquals(
                List.of("AdamWOptimizer"),
                operators(write(temporary.resolve("plain"), config, OptionalDouble.empty())));
        assertEquals(
                List.of("InplaceClipGradNorm", "AdamWOptimizer"),
                operators(write(temporary.resolve("clipped"), config, OptionalDouble.of(1))));
    }

    @Test
    void equalRunsGiveEqualBytes() throws IOException {
        LlamaConfig config = stories();
        write(temporary.resolve("a"), config, OptionalDouble.of(1));
        write(temporary.resolve("b"), config, OptionalDouble.of(1));
        for (String name : names(temporary.resolve("a"))) {
            assertArrayEquals(
                    Files.readAllBytes(temporary.resolve("a").resolve(name)),
                    Files.readAllBytes(temporary.resolve("b").resolve(name)),
                    name);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws IOException {
        LlamaConfig config = stories();
        Path file = Files.createFile(temporary.resolve("file"));
        assertUserError(
                () -> write(file.resolve("artifacts"), config, OptionalDouble.empty()),
                "file/artifacts",
                "cannot be created");
    }

    @Test
    void anEarlierStateIsReplaced() {
        LlamaConfig config = stories();
        OptimizerState state = new OptimizerState(7, TrainingArtifactsTest::zeros, TrainingArtifactsTest::zeros);
        TrainingArtifacts.write(
                temporary,
                config,
                options(),
                ADAMW,
                OptionalDouble.empty(),
                TrainingArtifactsTest::zeros,
                Optional.of(state));
        Path checkpoint = temporary.resolve("checkpoint");
        assertEquals(7, CheckpointReader.open(checkpoint).optimizerStep().orElseThrow());
        write(temporary, config, OptionalDouble.empty());
        assertTrue(CheckpointReader.open(checkpoint).optimizerStep().isEmpty());
    }

    private static TrainingArtifacts write(Path folder, LlamaConfig config, OptionalDouble maxGradNorm) {
        return TrainingArtifacts.write(folder, config, options(), ADAMW, maxGradNorm, TrainingArtifactsTest::zeros);
    }

    private static TrainingGraphs.Options options() {
        return new TrainingGraphs.Options(64, 2, false);
    }

    private static void zeros(ParameterSpec parameter, FloatBuffer target) {
        while (target.hasRemaining()) {
            target.put(0);
        }
    }

    private static LlamaConfig stories() {
        return LlamaConfig.read(SharedFolder.resolve("models/stories260K"));
    }

    private static List<String> operators(TrainingArtifacts artifacts) throws IOException {
        return graph(artifacts.optimizerModel()).getNodeList().stream()
                .map(OnnxMl.NodeProto::getOpType)
                .toList();
    }

    private static OnnxMl.GraphProto graph(Path model) throws IOException {
        return OnnxMl.ModelProto.parseFrom(Files.readAllBytes(model)).getGraph();
    }

    private static List<String> inputs(OnnxMl.GraphProto graph) {
        return graph.getInputList().stream().map(OnnxMl.ValueInfoProto::getName).toList();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        }
    }
}
