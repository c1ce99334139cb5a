package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.gradient.CentralDifference;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.llama.TinyLlama;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** An objective's training graph against its evaluation graph, and its gradients against central differences. */
final class ObjectiveGradients {

    private static final int SAMPLES = 6;

    private ObjectiveGradients() {}

    /** Checks some elements of every parameter's gradient, the loss and the scores. */
    static void check(LlamaConfig config, Options options, Map<String, Tensor> feeds) {
        Graph evaluation = TrainingGraphs.evaluation(config, options);
        Map<String, Tensor> buffers = SftFeeds.buffers(config);
        Map<String, Tensor> trained = SftFeeds.step(TrainingGraphs.training(config, options), feeds, buffers, true);
        Map<String, Tensor> evaluated = Interpreter.run(evaluation, feeds);
        assertEquals(
                evaluated.get(TrainingGraphs.LOSS).item(),
                trained.get(TrainingGraphs.LOSS).item(),
                0);
        assertArrayEquals(
                evaluated.get(TrainingGraphs.SCORES).data(),
                trained.get(TrainingGraphs.SCORES).data());
        Random random = new Random(23);
        for (String name : TinyLlama.parameters(config, 17).keySet()) {
            Tensor parameter = feeds.get(name);
            double[] gradient = buffers.get(name + TrainingGraphs.BUFFER_SUFFIX).data();
            assertTrue(Arrays.stream(gradient).anyMatch(g -> Math.abs(g) > 1e-5), name + " has next to no gradient");
            for (int sample = 0; sample < SAMPLES; sample++) {
                int element = random.nextInt(gradient.length);
                double numeric = CentralDifference.of(
                        parameter,
                        element,
                        () -> Interpreter.run(evaluation, feeds)
                                .get(TrainingGraphs.LOSS)
                                .item());
                assertTrue(
                        CentralDifference.agree(gradient[element], numeric, 1e-6),
                        name + "[" + element + "]: " + gradient[element] + ", numerically " + numeric);
            }
        }
    }
}
