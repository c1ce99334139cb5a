package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Operators;
import dev.smoltulu.graphs.ir.Shape;
import dev.smoltulu.graphs.ir.Value;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The kernel under the embedding's gradient: rows taken many times get every one of their gradients, every time. */
class RepeatedTokensTest {

    private static final int TOKENS = 4096;
    private static final int VOCABULARY = 8;
    private static final int HIDDEN = 64;

    @Test
    void noUpdateIsLostWhenManyTokensAreTheSame() {
        Graph graph = new Graph("scatter");
        Operators ops = new Operators(graph);
        Value table = graph.input("table", DataType.FLOAT, Shape.of(VOCABULARY, HIDDEN));
        Value ids = graph.input("ids", DataType.INT64, Shape.of(TOKENS, 1));
        Value updates = graph.input("updates", DataType.FLOAT, Shape.of(TOKENS, HIDDEN));
        graph.output("sum", ops.scatterElementsAdd(table, ops.expandLike(ids, updates), updates, 0));
        long[] tokens = new long[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            tokens[i] = i % VOCABULARY;
        }
        float[] ones = new float[TOKENS * HIDDEN];
        Arrays.fill(ones, 1f);
        float[] expected = new float[VOCABULARY * HIDDEN];
        Arrays.fill(expected, (float) TOKENS / VOCABULARY);
        try (ModelSession session =
                        new ModelSession(graph, SessionSettings.on(Device.CPU).withThreads(4));
                Tensor zeros = Tensor.zeros(DataType.FLOAT, VOCABULARY, HIDDEN);
                Tensor idsFed = Tensor.of(tokens, TOKENS, 1);
                Tensor updatesFed = Tensor.of(ones, TOKENS, HIDDEN);
                Tensor sum = Tensor.zeros(DataType.FLOAT, VOCABULARY, HIDDEN)) {
            session.bindInput("table", zeros);
            session.bindInput("ids", idsFed);
            session.bindInput("updates", updatesFed);
            session.bindOutput("sum", sum);
            for (int run = 0; run < 50; run++) {
                session.run();
                float[] actual = new float[expected.length];
                sum.floats().get(actual);
                assertArrayEquals(expected, actual, "run " + run);
                assertEquals(0f, zeros.floats().get(0), "the table itself must stay as it is");
            }
        }
    }
}
