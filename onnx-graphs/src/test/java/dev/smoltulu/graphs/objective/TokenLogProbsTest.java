package dev.smoltulu.graphs.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.gradient.CentralDifference;
import dev.smoltulu.graphs.gradient.ReverseMode;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.OnnxModel;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.ir.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenLogProbsTest {

    private static final int ROWS = 6;
    private static final int HIDDEN = 4;
    private static final int VOCABULARY = 7;

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void forwardIsTheLogSoftmaxAtEachId(int chunks) {
        Map<String, Tensor> feeds = feeds();
        double[] logProbs = Interpreter.run(graph(chunks, List.of("hidden", "head")), feeds)
                .get("out")
                .data();
        double[] hidden = feeds.get("hidden").data();
        double[] head = feeds.get("head").data();
        assertEquals(ROWS, logProbs.length);
        for (int row = 0; row < ROWS; row++) {
            double sum = 0;
            double chosen = 0;
            for (int token = 0; token < VOCABULARY; token++) {
                double logit = 0;
                for (int i = 0; i < HIDDEN; i++) {
                    logit += hidden[row * HIDDEN + i] * head[token * HIDDEN + i];
                }
                sum += Math.exp(logit);
                chosen = token == (int) feeds.get("ids").data()[row] ? logit : chosen;
            }
            assertEquals(chosen - Math.log(sum), logProbs[row], 1e-12);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void scoresAreTheSameLogProbabilitiesAndTheHighestLogits(int chunks) {
        Graph graph = graph(chunks, List.of());
        Operators ops = new Operators(graph);
        Map<String, Value> inputs = new LinkedHashMap<>();
        graph.inputs().forEach(input -> inputs.put(input.name(), input));
        TokenLogProbs.Scores scores =
                new TokenLogProbs(ops, chunks).scores(inputs.get("hidden"), inputs.get("head"), inputs.get("ids"));
        graph.output("scored", scores.logProbs());
        graph.output("top", scores.topIds());
        Map<String, Tensor> feeds = feeds();
        Map<String, Tensor> outputs = Interpreter.run(graph, feeds);
        assertArrayEquals(outputs.get("out").data(), outputs.get("scored").data(), 0);
        for (int row = 0; row < ROWS; row++) {
            int top = 0;
            double highest = Double.NEGATIVE_INFINITY;
            for (int token = 0; token < VOCABULARY; token++) {
                double logit = 0;
                for (int i = 0; i < HIDDEN; i++) {
                    logit += feeds.get("hidden").data()[row * HIDDEN + i]
                            * feeds.get("head").data()[token * HIDDEN + i];
                }
                top = logit > highest ? token : top;
                highest = Math.max(highest, logit);
            }
            assertEquals(top, outputs.get("top").data()[row]);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void gradientsMatchCentralDifferences(int chunks) {
        Graph graph = graph(chunks, List.of("hidden", "head"));
        Map<String, Tensor> feeds = feeds();
        Map<String, Tensor> outputs = Interpreter.run(graph, feeds);
        for (String name : List.of("hidden", "head")) {
            Tensor x = feeds.get(name);
            for (int element = 0; element < x.data().length; element++) {
                double numeric = CentralDifference.of(
                        x,
                        element,
                        () -> Interpreter.run(graph, feeds).get("loss").item());
                double symbolic = outputs.get("d_" + name).data()[element];
                assertTrue(
                        CentralDifference.agree(symbolic, numeric, 1e-7),
                        name + "[" + element + "]: " + symbolic + ", numerically " + numeric);
            }
        }
    }

    @Test
    void chunksChangeNothing() {
        Map<String, Tensor> whole = Interpreter.run(graph(1, List.of("hidden", "head")), feeds());
        for (int chunks : new int[] {2, 3, 6}) {
            Map<String, Tensor> parts = Interpreter.run(graph(chunks, List.of("hidden", "head")), feeds());
            whole.forEach((name, expected) ->
                    assertArrayEquals(expected.data(), parts.get(name).data(), 1e-14, name));
        }
    }

    /** A frozen head's gradient is pruned, and nothing may still refer to it. */
    @ParameterizedTest
    @ValueSource(strings = {"hidden", "head"})
    void eitherSideMayBeFrozen(String trained) {
        Graph graph = graph(3, List.of(trained));
        graph.pruneDeadNodes();
        graph.placeAnchors();
        OnnxModel.write(graph);
        Map<String, Tensor> outputs = Interpreter.run(graph, feeds());
        Map<String, Tensor> both = Interpreter.run(graph(3, List.of("hidden", "head")), feeds());
        assertArrayEquals(
                both.get("d_" + trained).data(), outputs.get("d_" + trained).data(), 0);
    }

    @Test
    void chunksMustDivideTheRows() {
        Graph graph = new Graph("test");
        Value hidden = graph.input("hidden", DataType.FLOAT, Shape.of(7, HIDDEN));
        Value head = graph.input("head", DataType.FLOAT, Shape.of(VOCABULARY, HIDDEN));
        Value ids = graph.input("ids", DataType.INT64, Shape.of(7));
        TokenLogProbs logProbs = new TokenLogProbs(new Operators(graph), 3);
        assertEquals(
                "cannot split hidden: FLOAT[7, 4] into 3",
                assertThrows(IllegalArgumentException.class, () -> logProbs.of(hidden, head, ids))
                        .getMessage());
    }

    /** The loss weighs the rows differently, one of them not at all. */
    private static Graph graph(int chunks, List<String> trained) {
        Graph graph = new Graph("log_probs");
        Operators ops = new Operators(graph);
        Dim rows = Dim.named("targets").times(Dim.of(chunks));
        Value hidden = graph.input("hidden", DataType.DOUBLE, Shape.of(rows, Dim.of(HIDDEN)));
        Value head = graph.input("head", DataType.DOUBLE, Shape.of(VOCABULARY, HIDDEN));
        Value ids = graph.input("ids", DataType.INT64, Shape.of(rows));
        Value weights = graph.input("weights", DataType.DOUBLE, Shape.of(rows));
        Value out = new TokenLogProbs(ops, chunks).of(hidden, head, ids);
        Value loss = ops.sumAll(ops.mul(out, weights));
        graph.output("out", out);
        graph.output("loss", loss);
        List<Value> targets = trained.stream()
                .map(name -> name.equals("head") ? head : hidden)
                .toList();
        ReverseMode.gradients(graph, loss, ops.scalar(DataType.DOUBLE, 1), targets, false)
                .forEach((value, gradient) -> graph.output("d_" + value.name(), gradient));
        return graph;
    }

    private static Map<String, Tensor> feeds() {
        Random random = new Random(11);
        Map<String, Tensor> feeds = new LinkedHashMap<>();
        feeds.put("hidden", Tensor.random(random, -2, 2, ROWS, HIDDEN));
        feeds.put("head", Tensor.random(random, -2, 2, VOCABULARY, HIDDEN));
        feeds.put("ids", Tensor.integers(3, 0, 6, 3, 3, 1));
        feeds.put("weights", Tensor.vector(0.5, 0.25, 0, -1, 0.125, 2));
        return feeds;
    }
}
