package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.graphs.llama.TinyLlama;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MixedPrecisionTest {

    /** bfloat16 keeps 8 bits of mantissa: each rounding is off by 2^-9 of a number at most. */
    private static final double ROUNDING = 0x1p-9;

    private static List<Node> products(Graph graph) {
        return graph.nodes().stream()
                .filter(node -> List.of(Op.MATMUL, Op.FUSED_MATMUL, Op.GEMM).contains(node.op()))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"true,1,false", "false,3,true"})
    void productsAreNarrowAndAllElseIsWide(boolean tied, int chunks, boolean checkpointing) {
        LlamaConfig config = TinyLlama.config(tied, true);
        Options options = new Options(8, chunks, checkpointing);
        for (Graph graph : List.of(
                TrainingGraphs.training(config, options.inBf16()),
                TrainingGraphs.evaluation(config, options.inBf16()))) {
            assertFalse(products(graph).isEmpty());
            for (Node product : products(graph)) {
                product.inputs().forEach(factor -> assertEquals(DataType.BFLOAT16, factor.type(), product.name()));
                assertEquals(DataType.BFLOAT16, product.output(0).type(), product.name());
            }
            for (Node node : graph.nodes()) {
                if (!products(graph).contains(node) && node.op() != Op.CAST) {
                    node.outputs().forEach(value -> assertNotEquals(DataType.BFLOAT16, value.type(), node.name()));
                }
            }
            for (Value input : graph.inputs()) {
                assertNotEquals(DataType.BFLOAT16, input.type(), input.name());
            }
            graph.outputs().forEach((name, value) -> assertNotEquals(DataType.BFLOAT16, value.type(), name));
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void namesStayAndNothingIsRoundedTwice(boolean checkpointing) {
        LlamaConfig config = TinyLlama.config(true, false);
        Options options = new Options(8, 1, checkpointing);
        Graph wide = TrainingGraphs.training(config, options);
        Graph narrow = TrainingGraphs.training(config, options.inBf16());
        assertEquals(
                wide.inputs().stream().map(Value::toString).toList(),
                narrow.inputs().stream().map(Value::toString).toList());
        assertEquals(
                List.copyOf(wide.outputs().keySet()),
                List.copyOf(narrow.outputs().keySet()));
        assertEquals(products(wide).size(), products(narrow).size());
        // What is left without the casts is the wide graph, node by node in its order.
        assertEquals(
                wide.nodes().stream().map(Node::op).filter(op -> op != Op.CAST).toList(),
                narrow.nodes().stream()
                        .map(Node::op)
                        .filter(op -> op != Op.CAST)
                        .toList());
        Set<Value> rounded = new HashSet<>();
        narrow.nodes().stream()
                .filter(node -> node.op() == Op.CAST && node.output(0).type() == DataType.BFLOAT16)
                .forEach(cast ->
                        assertTrue(rounded.add(cast.input(0)), cast.input(0).name()));
    }

    @ParameterizedTest
    @CsvSource({"true,1,false", "false,3,true"})
    void lossAndGradientsStayWithinRounding(boolean tied, int chunks, boolean checkpointing) {
        LlamaConfig config = TinyLlama.config(tied, true);
        Options options = new Options(8, chunks, checkpointing);
        Map<String, Tensor> feeds = SftFeeds.packed(config, chunks, SftFeeds.all());
        Map<String, Tensor> exact = SftFeeds.buffers(config);
        Map<String, Tensor> rounded = SftFeeds.buffers(config);
        double loss = SftFeeds.step(TrainingGraphs.training(config, options), feeds, exact, true)
                .get(TrainingGraphs.LOSS)
                .item();
        double narrow = SftFeeds.step(TrainingGraphs.training(config, options.inBf16()), feeds, rounded, true)
                .get(TrainingGraphs.LOSS)
                .item();
        assertNotEquals(loss, narrow, "nothing was rounded");
        assertEquals(loss, narrow, 4 * ROUNDING * loss);
        double whole = norm(exact.values().stream()
                .flatMapToDouble(gradient -> Arrays.stream(gradient.data()))
                .toArray());
        exact.forEach((name, gradient) -> {
            double size = norm(gradient.data());
            double[] error = gradient.data().clone();
            Arrays.setAll(error, i -> error[i] - rounded.get(name).data()[i]);
            // A gradient passes through a dozen products, one after the other; that of the keys' bias is next to
            // nothing, for softmax hardly sees it, and is lost among the others' rounding.
            assertTrue(norm(error) <= 32 * ROUNDING * size + ROUNDING * whole, name + ": " + norm(error) / size);
        });
    }

    private static double norm(double[] numbers) {
        return Math.sqrt(Arrays.stream(numbers).map(x -> x * x).sum());
    }
}
