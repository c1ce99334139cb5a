package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.weights.ParameterSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The layout and the names that ONNX Runtime's TrainingSession goes by. */
class TrainingGraphsTest {

    private static final List<String> USER_INPUTS = List.of(
            "input_ids",
            "position_ids",
            "slot_tokens",
            "token_slots",
            "target_positions",
            "target_ids",
            "target_weights");
    private static final LlamaConfig CONFIG = TinyLlama.config(false, true);
    private static final List<String> PARAMETERS =
            LlamaParameters.of(CONFIG).stream().map(ParameterSpec::name).toList();

    @Test
    void evaluationTakesUserInputsAndParameters() {
        Graph graph = TrainingGraphs.evaluation(CONFIG, new Options(8, 3, true));
        assertEquals(
                joined(USER_INPUTS, PARAMETERS),
                graph.inputs().stream().map(Value::name).toList());
        assertEquals(List.of("loss"), List.copyOf(graph.outputs().keySet()));
        assertEquals(Shape.SCALAR, graph.outputs().get("loss").shape());
    }

    @Test
    void trainingAddsABufferAParameterAndTheResetFlag() {
        Graph graph = TrainingGraphs.training(CONFIG, new Options(8, 3, true));
        Map<String, Value> inputs = graph.inputs().stream().collect(Collectors.toMap(Value::name, value -> value));
        List<String> buffers = PARAMETERS.stream()
                .map(name -> name + "_grad.accumulation.buffer")
                .toList();
        assertEquals(
                joined(USER_INPUTS, PARAMETERS, buffers, List.of("lazy_reset_grad")),
                graph.inputs().stream().map(Value::name).toList());
        for (String name : PARAMETERS) {
            assertEquals(
                    inputs.get(name).shape(),
                    inputs.get(name + "_grad.accumulation.buffer").shape());
            assertEquals(
                    inputs.get(name).type(),
                    inputs.get(name + "_grad.accumulation.buffer").type());
        }
        assertEquals("lazy_reset_grad: BOOL[1]", inputs.get("lazy_reset_grad").toString());
    }

    @Test
    void trainingGivesTheLossAFlagAParameterAndTheNorm() {
        Graph graph = TrainingGraphs.training(CONFIG, new Options(8, 1, false));
        List<String> flags =
                PARAMETERS.stream().map(name -> name + "_grad.accumulation.out").toList();
        assertEquals(
                joined(List.of("loss"), flags, List.of("grad_norm")),
                List.copyOf(graph.outputs().keySet()));
        flags.forEach(name -> {
            Value flag = graph.outputs().get(name);
            assertEquals(DataType.BOOL + "[1]", flag.type() + "" + flag.shape());
            assertEquals("InPlaceAccumulatorV2", flag.producer().op().opName());
        });
        assertEquals(Shape.SCALAR, graph.outputs().get("grad_norm").shape());
    }

    /** Such a name would be taken for a gradient buffer. */
    @Test
    void noUserInputOrOutputEndsAsAGradientDoes() {
        Graph graph = TrainingGraphs.training(CONFIG, new Options(8, 1, false));
        List<String> user = new ArrayList<>(USER_INPUTS);
        user.addAll(List.of(TrainingGraphs.LOSS, TrainingGraphs.GRADIENT_NORM, TrainingGraphs.RESET));
        user.forEach(name -> assertTrue(!name.endsWith("_grad") || name.equals("lazy_reset_grad"), name));
        Set<String> known = new HashSet<>(user);
        graph.inputs().stream()
                .map(Value::name)
                .filter(name -> !known.contains(name))
                .forEach(name ->
                        assertTrue(PARAMETERS.contains(name) || name.endsWith("_grad.accumulation.buffer"), name));
    }

    @ParameterizedTest
    @CsvSource({"1,false", "3,true"})
    void theWrittenGraphIsWellFormed(int chunks, boolean checkpointing) throws InvalidProtocolBufferException {
        Options options = new Options(8, chunks, checkpointing);
        byte[] bytes = OnnxModel.write(TrainingGraphs.training(CONFIG, options));
        assertArrayEquals(bytes, OnnxModel.write(TrainingGraphs.training(CONFIG, options)));
        OnnxMl.GraphProto graph = OnnxMl.ModelProto.parseFrom(bytes).getGraph();
        Set<String> defined = new HashSet<>();
        graph.getInputList().forEach(input -> assertTrue(defined.add(input.getName()), input.getName()));
        graph.getInitializerList().forEach(constant -> assertTrue(defined.add(constant.getName()), constant.getName()));
        Set<String> nodes = new HashSet<>();
        for (OnnxMl.NodeProto node : graph.getNodeList()) {
            assertTrue(nodes.add(node.getName()), node.getName());
            node.getInputList()
                    .forEach(name -> assertTrue(
                            name.isEmpty() || defined.contains(name),
                            () -> node.getName() + " reads " + name + " before it is computed"));
            node.getOutputList().forEach(name -> assertTrue(defined.add(name), name + " is computed twice"));
        }
        graph.getOutputList().forEach(output -> assertTrue(defined.contains(output.getName()), output.getName()));
    }

    /** Anchors aside, every node of the training graph is needed. */
    @Test
    void nothingIsComputedInVain() {
        Graph graph = TrainingGraphs.training(CONFIG, new Options(8, 2, true));
        Map<Value, Integer> uses = new HashMap<>();
        graph.nodes().forEach(node -> node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum)));
        graph.outputs().values().forEach(output -> uses.merge(output, 1, Integer::sum));
        List<Node> unused = graph.nodes().stream()
                .filter(node -> node.outputs().stream().noneMatch(uses::containsKey))
                .toList();
        List<Node> end = graph.nodes()
                .subList(graph.nodes().size() - unused.size(), graph.nodes().size());
        assertEquals(end, unused);
        assertEquals(5, unused.size(), "two anchors a chunk, one for the head's gradient");
    }

    /** With checkpointing, all layers but the last are computed twice, and attention's backward reads the copies. */
    @Test
    void checkpointingRepeatsAllLayersButTheLast() {
        Graph graph = TrainingGraphs.training(CONFIG, new Options(8, 1, true));
        Set<String> again = graph.nodes().stream()
                .map(Node::name)
                .filter(name -> name.startsWith("again/"))
                .map(name -> name.split("/")[1])
                .collect(Collectors.toSet());
        assertEquals(Set.of("layers.0"), again);
        Set<Value> early = graph.nodes().stream()
                .filter(node -> node.name().startsWith("layers.0/"))
                .flatMap(node -> node.outputs().stream())
                .collect(Collectors.toSet());
        graph.nodes().stream()
                .filter(node -> node.name().startsWith("grad/layers.0"))
                .flatMap(node -> node.inputs().stream())
                .forEach(input -> assertTrue(!early.contains(input), () -> input + " is kept for the backward pass"));
    }

    @Test
    void optionsAreAtLeastOne() {
        assertThrows(IllegalArgumentException.class, () -> new Options(0, 1, false));
        assertThrows(IllegalArgumentException.class, () -> new Options(1, 0, false));
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        return List.of(parts).stream().flatMap(List::stream).toList();
    }
}
