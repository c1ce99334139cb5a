package dev.smoltulu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnx.proto.OnnxMl;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.optimizer.GradientScaling;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.onnxruntime.Session;
import org.bytedeco.onnxruntime.SessionOptions;
import org.bytedeco.onnxruntime.global.onnxruntime;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ONNX Runtime makes of a graph before it runs it. Graphs in bfloat16 cannot be loaded here, for the processor has
 * no such products: they are those in fp32 with casts.
 */
class OptimizedPlacementTest {

    @TempDir
    private Path folder;

    static Stream<Arguments> graphs() {
        LlamaConfig config = LlamaConfig.read(SharedFolder.resolve("models/stories260K"));
        // Long enough for the attention's queries to come in blocks.
        Options sft = new Options(new SftObjective(), 512, 2, true);
        Options dpo = new Options(new PreferenceObjective(0.7, 0.1), 512, 2, false);
        return Stream.of(
                Arguments.of("sft", TrainingGraphs.training(config, sft)),
                Arguments.of("its evaluation", TrainingGraphs.evaluation(config, sft)),
                Arguments.of("dpo", TrainingGraphs.training(config, dpo)),
                Arguments.of("AdamW", new AdamW(0.9, 0.999, 1e-8, 0.1).graph(OptionalDouble.empty())),
                Arguments.of("clipping", GradientScaling.graph(LlamaParameters.of(config))));
    }

    /** With the options that sessions have on every device, so what CudaPlacementTest sees is what runs. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void sessionsRunTheVeryNodesOfTheGraph(String name, Graph graph) throws IOException {
        OnnxMl.ModelProto given = OnnxMl.ModelProto.parseFrom(OnnxModel.write(graph));
        assertEquals(operators(given), operators(optimized(graph, onnxruntime.ORT_DISABLE_ALL)));
    }

    /** For whoever runs the artifacts with ONNX Runtime's own rewriting: that brings no operator without a kernel. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("graphs")
    void rewritingBringsNoOperatorThatTheGpuLacks(String name, Graph graph) throws IOException {
        Set<String> kernels = Files.readAllLines(SharedFolder.resolve("reference/ort-1.24.1-cuda-kernels.txt")).stream()
                .map(line -> line.replaceAll("_ver.*", ""))
                .collect(Collectors.toSet());
        // Level 2's fusions are chosen by provider; those that both have are in level 1 and 2.
        for (int level : List.of(onnxruntime.ORT_ENABLE_BASIC, onnxruntime.ORT_ENABLE_EXTENDED)) {
            Set<String> operators = operators(optimized(graph, level)).keySet();
            assertEquals(
                    List.of(),
                    operators.stream()
                            .filter(operator -> !kernels.contains(operator))
                            .toList());
        }
    }

    private OnnxMl.ModelProto optimized(Graph graph, int level) throws IOException {
        Path file = folder.resolve("optimized-" + level + ".onnx");
        byte[] model = OnnxModel.write(graph);
        try (SessionOptions options = SessionSettings.on(Device.CPU).open();
                Pointer path = Ort.path(file);
                BytePointer bytes = new BytePointer(model)) {
            options.SetGraphOptimizationLevel(level);
            options.SetOptimizedModelFilePath(path);
            new Session(Ort.env(), bytes, model.length, options).close();
        }
        return OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file));
    }

    /** How many nodes there are of each operator, by the names of the kernel registry. */
    private static Map<String, Integer> operators(OnnxMl.ModelProto model) {
        Map<String, Integer> counts = new TreeMap<>();
        for (OnnxMl.NodeProto node : model.getGraph().getNodeList()) {
            String domain = node.getDomain().equals("com.microsoft") ? "kMSDomain" : "kOnnxDomain";
            counts.merge(node.getOpType() + "_" + domain, 1, Integer::sum);
        }
        return counts;
    }
}
