package dev.smoltulu.runtime.generation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.decode.DecodeGraph;
import dev.smoltulu.graphs.ir.DataType;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.HalfFloats;
import dev.smoltulu.graphs.objective.ScoringGraph;
import dev.smoltulu.graphs.precision.WeightCast;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.InferenceWeights;
import dev.smoltulu.runtime.ModelSession;
import dev.smoltulu.runtime.OrtException;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Generation in 16 bits: run in half precision, for which the processor has kernels too. */
class NarrowDecodingTest {

    private static final SessionSettings CPU = SessionSettings.on(Device.CPU).withThreads(1);
    /** Off by at most 2^-11 of a number, in a dozen products and sums one after the other. */
    private static final double TOLERANCE = 24 * 0x1p-11;

    /** Heads of 8 as the kernel takes them; heads of 4, which are widened; biases and a head of its own. */
    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"head_dim\": 4}", "{\"attention_bias\": true, \"tie_word_embeddings\": false}"})
    void logitsAreThoseOfFullPrecisionButForRounding(String overrides) {
        try (RandomModel model = new RandomModel(2, overrides)) {
            float[] wide = logits(model, DataType.FLOAT);
            float[] narrow = logits(model, DataType.FLOAT16);
            double scale = 0;
            double error = 0;
            for (int i = 0; i < wide.length; i++) {
                scale = Math.max(scale, Math.abs(wide[i]));
                error = Math.max(error, Math.abs(wide[i] - narrow[i]));
            }
            assertNotEquals(0, error, "nothing was rounded");
            assertTrue(error < TOLERANCE * scale, "off by " + error + " of " + scale);
        }
    }

    /** Prompts of several lengths together, then two more tokens each. */
    private static float[] logits(RandomModel model, DataType type) {
        LlamaConfig config = model.config;
        float[] result = new float[3 * config.vocabSize()];
        try (DecodeSession session = new DecodeSession(config, model.parameters, type, false, CPU);
                KvCache cache = new KvCache(config, Device.CPU, type, 3, 24);
                OwnedResources views = new OwnedResources();
                Tensor logits = Tensor.zeros(DataType.FLOAT, 3, config.vocabSize())) {
            session.refresh();
            session.bind(cache.view(0, 3, views));
            session.bind(logits);
            session.run(List.of(new int[] {1}, new int[] {7, 3, 9, 20, 41}, new int[] {5, 2}), new int[3]);
            session.run(List.of(new int[] {5}, new int[] {6}, new int[] {7}), new int[] {1, 5, 2});
            session.run(List.of(new int[] {8}, new int[] {9}, new int[] {10}), new int[] {2, 6, 3});
            logits.floats().get(result);
        }
        return result;
    }

    @Test
    void newWeightsAreSeenByTheNextCall() {
        try (RandomModel model = new RandomModel(1, "{}");
                RandomModel other = new RandomModel(9, "{}");
                GenerationEngine engine = engine(model);
                GenerationEngine expected = engine(other)) {
            int[] before = tokens(engine);
            model.fill(9);
            int[] after = tokens(engine);
            assertNotEquals(List.of(before[0], before[1], before[2]), List.of(after[0], after[1], after[2]));
            assertEquals(Arrays.toString(tokens(expected)), Arrays.toString(after));
        }
    }

    private static GenerationEngine engine(RandomModel model) {
        return new GenerationEngine(
                model.config, model.parameters, GenerationSettings.DEFAULT, CPU, DataType.FLOAT16, false, true);
    }

    private static int[] tokens(GenerationEngine engine) {
        return engine.generate(
                        List.of(new GenerationRequest(new int[] {1, 2}, 12, Sampling.GREEDY, Set.of(), StopRule.NEVER)))
                .get(0)
                .tokens();
    }

    /** Copies are rounded to nearest, the norms' scales stay, and weights that are narrow already are not copied. */
    @Test
    void weightsAreRoundedOnceAndOnDemand() {
        try (RandomModel model = new RandomModel(4, "{}");
                InferenceWeights weights =
                        new InferenceWeights(model.config, model.parameters, DataType.BFLOAT16, CPU);
                InferenceWeights again = new InferenceWeights(model.config, weights.tensors(), DataType.BFLOAT16, CPU);
                InferenceWeights wide = new InferenceWeights(model.config, model.parameters, DataType.FLOAT, CPU)) {
            assertEquals(
                    List.copyOf(model.parameters.keySet()),
                    List.copyOf(weights.tensors().keySet()));
            for (int round = 0; round < 2; round++) {
                model.fill(4 + round);
                weights.refresh();
                weights.tensors().forEach((name, copy) -> requireRounded(name, model.parameters.get(name), copy));
            }
            assertEquals(weights.tensors(), again.tensors());
            assertEquals(model.parameters, wide.tensors());
        }
    }

    private static void requireRounded(String name, Tensor original, Tensor copy) {
        if (name.contains("norm")) {
            assertEquals(original, copy, name);
            return;
        }
        FloatBuffer floats = original.floats();
        for (int i = 0; i < floats.limit(); i++) {
            assertEquals(
                    HalfFloats.toBf16(floats.get(i)),
                    copy.buffer().asShortBuffer().get(i),
                    name + " " + i);
        }
    }

    /**
     * ONNX Runtime checks a model's types before it looks for kernels, of which the processor has none in bfloat16: so
     * this is as far as the graphs of a GPU come here.
     */
    @Test
    void graphsInBfloat16FollowTheOperatorsDefinitions() {
        try (RandomModel model = new RandomModel(1, "{\"attention_bias\": true}")) {
            Map<String, Graph> graphs = Map.of(
                    "decoding",
                    DecodeGraph.of(model.config, DataType.BFLOAT16),
                    "scoring",
                    ScoringGraph.of(model.config, 96, 2, DataType.BFLOAT16));
            graphs.forEach((name, graph) -> {
                String message = assertThrows(OrtException.class, () -> new ModelSession(graph, CPU).close())
                        .getMessage();
                assertTrue(
                        message.contains("NOT_IMPLEMENTED") || message.contains("Could not find an implementation"),
                        name + ": " + message);
            });
            new ModelSession(WeightCast.graph(model.config, DataType.BFLOAT16), CPU).close();
        }
    }
}
