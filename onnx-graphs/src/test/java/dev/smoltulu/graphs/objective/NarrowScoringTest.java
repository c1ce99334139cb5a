package dev.smoltulu.graphs.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.HalfFloats;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Node;
import dev.smoltulu.graphs.ir.Op;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.llama.TokenRows;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scoring as a GPU does it: parameters and products in bfloat16, the rest in fp32. */
class NarrowScoringTest {

    /** Off by at most 2^-9 of a number, once for each of a dozen products and sums one after the other. */
    private static final double TOLERANCE = 12 * 0x1p-9;

    private static Map<String, Tensor> feeds(LlamaConfig config) {
        List<int[]> sequences =
                List.of(new int[] {1, 4, 7, 4, 2}, new int[] {1, 4, 9}, new int[] {5, 1, 3}, new int[] {5, 8, 3, 0});
        TokenRows rows = TokenRows.pairs(sequences);
        Map<String, Tensor> feeds = new LinkedHashMap<>(rows.feeds());
        feeds.put(
                TargetInputs.POSITIONS,
                Tensor.integers(
                        rows.rows()[0][1],
                        rows.rows()[0][3],
                        rows.rows()[1][1],
                        rows.rows()[2][1],
                        rows.rows()[3][2],
                        rows.rows()[3][0]));
        feeds.put(TargetInputs.IDS, Tensor.integers(7, 2, 9, 3, 0, 8));
        // What both graphs are given can be written in bfloat16.
        TinyLlama.parameters(config, 17)
                .forEach((name, weights) ->
                        feeds.put(name, weights.map(x -> HalfFloats.fromBf16(HalfFloats.toBf16((float) x)))));
        return feeds;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void scoresAreThoseOfExactArithmeticButForRounding(boolean tied) {
        LlamaConfig config = TinyLlama.config(tied, true);
        Map<String, Tensor> feeds = feeds(config);
        double[] exact = Interpreter.run(ScoringGraph.of(config, 8, 2, DataType.DOUBLE), feeds)
                .get(ScoringGraph.LOG_PROBS)
                .data();
        double[] narrow = Interpreter.run(ScoringGraph.of(config, 8, 2, DataType.BFLOAT16), feeds)
                .get(ScoringGraph.LOG_PROBS)
                .data();
        for (int i = 0; i < exact.length; i++) {
            assertNotEquals(exact[i], narrow[i], "nothing was rounded");
            assertEquals(exact[i], narrow[i], TOLERANCE * Math.max(1, Math.abs(exact[i])), "target " + i);
        }
    }

    @Test
    void productsAreNarrowAndNormsAndLogarithmsWide() {
        Graph graph = ScoringGraph.of(TinyLlama.config(false, true), 8, 2, DataType.BFLOAT16);
        int products = 0;
        for (Node node : graph.nodes()) {
            switch (node.op()) {
                case MATMUL, FUSED_MATMUL, GEMM -> {
                    products++;
                    assertEquals(DataType.BFLOAT16, node.output(0).type(), node.toString());
                }
                case SIMPLIFIED_LAYER_NORMALIZATION, SOFTMAX, LOG_SOFTMAX ->
                    node.inputs().forEach(input -> assertEquals(DataType.FLOAT, input.type(), node.toString()));
                default -> {}
            }
        }
        assertTrue(products >= 2 * 9 + 2, products + " products");
        assertEquals(
                0,
                graph.nodes().stream()
                        .filter(node -> node.op() == Op.CAST)
                        .filter(node -> node.input(0).name().endsWith("weight"))
                        .count(),
                "weights are cast in every pass");
    }
}
