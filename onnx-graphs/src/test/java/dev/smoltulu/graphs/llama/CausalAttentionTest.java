package dev.smoltulu.graphs.llama;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.gradient.CentralDifference;
import dev.smoltulu.graphs.gradient.ReverseMode;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Dim;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.ir.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CausalAttentionTest {

    private static final LlamaConfig CONFIG = TinyLlama.config(true, false);
    private static final List<int[]> RAGGED = List.of(new int[4], new int[2], new int[5], new int[1]);
    private static final List<int[]> EVEN = List.of(new int[3], new int[3]);
    private static final List<String> INPUTS = List.of("q", "k", "v");

    /** Of 8 blocks in rows of 3 to 6 slots some have no query at all. */
    @ParameterizedTest(name = "{0} blocks")
    @ValueSource(ints = {1, 2, 3, 8})
    void forwardIsSoftmaxOverEarlierTokensOfTheSameSequence(int blocks) {
        for (TokenRows rows : layouts()) {
            Map<String, Tensor> feeds = feeds(rows);
            double[] out = Interpreter.run(graph(blocks), feeds).get("out").data();
            int width = CONFIG.querySize();
            for (int[] sequence : rows.rows()) {
                for (int i = 0; i < sequence.length; i++) {
                    double[] expected = attended(feeds, Arrays.copyOf(sequence, i + 1));
                    int row = sequence[i];
                    assertArrayEquals(expected, Arrays.copyOfRange(out, row * width, (row + 1) * width), 1e-12);
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} blocks")
    @ValueSource(ints = {1, 2, 3, 8})
    void gradientsMatchCentralDifferences(int blocks) {
        Graph graph = graph(blocks);
        for (TokenRows rows : layouts()) {
            Map<String, Tensor> feeds = feeds(rows);
            Map<String, Tensor> outputs = Interpreter.run(graph, feeds);
            for (String name : INPUTS) {
                Tensor x = feeds.get(name);
                Random random = new Random(name.hashCode());
                for (int trial = 0; trial < 40; trial++) {
                    int element = random.nextInt(x.data().length);
                    double numeric = CentralDifference.of(
                            x,
                            element,
                            () -> Interpreter.run(graph, feeds).get("loss").item());
                    double symbolic = outputs.get("d" + name).data()[element];
                    assertTrue(
                            CentralDifference.agree(symbolic, numeric, 1e-7),
                            name + "[" + element + "]: " + symbolic + ", numerically " + numeric);
                }
            }
        }
    }

    /** What makes each index map the gradient of the other. */
    @ParameterizedTest(name = "{0} blocks")
    @ValueSource(ints = {1, 3})
    void theExtraTokenGetsNoGradient(int blocks) {
        TokenRows rows = TokenRows.packed(RAGGED);
        Map<String, Tensor> outputs = Interpreter.run(graph(blocks), feeds(rows));
        for (String name : INPUTS) {
            Tensor gradient = outputs.get("d" + name);
            int width = gradient.dim(1);
            double[] last = Arrays.copyOfRange(gradient.data(), (rows.count() - 1) * width, rows.count() * width);
            assertArrayEquals(new double[width], last, 0);
        }
    }

    private static List<TokenRows> layouts() {
        return List.of(
                TokenRows.packed(RAGGED),
                TokenRows.packed(EVEN),
                TokenRows.packed(List.of(new int[6])),
                TokenRows.padded(RAGGED, 6));
    }

    private static Graph graph(int blocks) {
        Graph graph = new Graph("attention");
        Operators ops = new Operators(graph);
        TokenInputs tokens = TokenInputs.declare(graph);
        Value q = graph.input("q", DataType.DOUBLE, Shape.of(TokenInputs.TOKENS, Dim.of(CONFIG.querySize())));
        Value k = graph.input("k", DataType.DOUBLE, Shape.of(TokenInputs.TOKENS, Dim.of(CONFIG.kvSize())));
        Value v = graph.input("v", DataType.DOUBLE, Shape.of(TokenInputs.TOKENS, Dim.of(CONFIG.kvSize())));
        Value weights = graph.input("weights", DataType.DOUBLE, q.shape());
        Value out = new CausalAttention(ops, CONFIG, tokens, DataType.DOUBLE, blocks).attend(0, q, k, v);
        Value loss = ops.sumAll(ops.mul(out, weights));
        graph.output("out", out);
        graph.output("loss", loss);
        Map<Value, Value> gradients =
                ReverseMode.gradients(graph, loss, ops.scalar(DataType.DOUBLE, 1), List.of(q, k, v), false);
        gradients.forEach((value, gradient) -> graph.output("d" + value.name(), gradient));
        return graph;
    }

    /** Random q, k and v; a random weight for every number of a sequence's rows and none for padding. */
    private static Map<String, Tensor> feeds(TokenRows rows) {
        Random random = new Random(5);
        Map<String, Tensor> feeds = new LinkedHashMap<>(rows.feeds());
        int width = CONFIG.querySize();
        feeds.put("q", Tensor.random(random, -2, 2, rows.count(), width));
        feeds.put("k", Tensor.random(random, -2, 2, rows.count(), CONFIG.kvSize()));
        feeds.put("v", Tensor.random(random, -2, 2, rows.count(), CONFIG.kvSize()));
        Tensor weights = Tensor.zeros(rows.count(), width);
        for (int[] sequence : rows.rows()) {
            for (int row : sequence) {
                Arrays.setAll(weights.data(), i -> i / width == row ? random.nextDouble() - 0.5 : weights.data()[i]);
            }
        }
        feeds.put("weights", weights);
        return feeds;
    }

    /** All heads' output for the last of {@code seen}, from the definition. */
    private static double[] attended(Map<String, Tensor> feeds, int[] seen) {
        int headDim = CONFIG.headDim();
        int kvSize = CONFIG.kvSize();
        double[] q = feeds.get("q").data();
        double[] k = feeds.get("k").data();
        double[] v = feeds.get("v").data();
        double[] out = new double[CONFIG.querySize()];
        float scale = (float) (1 / Math.sqrt(headDim));
        for (int head = 0; head < CONFIG.heads(); head++) {
            int kvStart = head / (CONFIG.heads() / CONFIG.kvHeads()) * headDim;
            int qStart = seen[seen.length - 1] * out.length + head * headDim;
            double[] weights = new double[seen.length];
            double sum = 0;
            for (int j = 0; j < seen.length; j++) {
                double score = 0;
                for (int d = 0; d < headDim; d++) {
                    score += q[qStart + d] * k[seen[j] * kvSize + kvStart + d];
                }
                weights[j] = Math.exp(scale * score);
                sum += weights[j];
            }
            for (int j = 0; j < seen.length; j++) {
                for (int d = 0; d < headDim; d++) {
                    out[head * headDim + d] += weights[j] / sum * v[seen[j] * kvSize + kvStart + d];
                }
            }
        }
        return out;
    }
}
