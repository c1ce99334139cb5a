package dev.smoltulu.runtime.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.graphs.weights.RandomInit;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.InitialState;
import dev.smoltulu.runtime.training.TrainingSpec;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss and gradients do not depend on how sequences are cut into micro batches, nor on the parts the head works in. */
final class PackedLossTest {

    private static final LlamaConfig CONFIG =
            LlamaConfig.of(JsonParser.parseString("""
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 61, "hidden_size": 24,
             "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 8, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "hidden_act": "silu", "tie_word_embeddings": false, "initializer_range": 0.3}
            """).getAsJsonObject(), "this test");
    private static final List<LabelledTokens> BATCH = Feeds.random(11, 61, 9, 40, 23, 2, 31, 40, 17, 5);
    private static Outcome expected;

    private record Outcome(double loss, double norm, double evaluated, Map<String, float[]> gradients) {}

    /** Random weights. */
    private static final class Start implements InitialState {

        private final Map<String, ParameterSpec> specs =
                LlamaParameters.of(CONFIG).stream().collect(Collectors.toMap(ParameterSpec::name, Function.identity()));

        @Override
        public long step() {
            return 0;
        }

        @Override
        public void parameter(String name, FloatBuffer target) {
            RandomInit.fill(specs.get(name), 5, CONFIG.initializerRange(), target);
        }
    }

    @BeforeAll
    static void runOneByOne() {
        expected = run(1, 1, false);
    }

    @AfterAll
    static void forget() {
        expected = null;
    }

    @ParameterizedTest
    @CsvSource({
        "100000, 1, false",
        "100000, 3, false",
        "100000, 1, true",
        "70, 1, false",
        "70, 5, true",
        "1, 4, true",
        "1, 64, false"
    })
    void isThatOfSingles(int tokenBudget, int headChunks, boolean checkpointing) {
        Outcome actual = run(tokenBudget, headChunks, checkpointing);
        assertEquals(expected.loss(), actual.loss(), 1e-5 * expected.loss());
        assertEquals(expected.loss(), actual.evaluated(), 1e-5 * expected.loss());
        assertEquals(expected.norm(), actual.norm(), 1e-5 * expected.norm());
        expected.gradients().forEach((name, gradient) -> {
            float[] other = actual.gradients().get(name);
            for (int i = 0; i < gradient.length; i++) {
                assertEquals(gradient[i], other[i], 1e-6 * expected.norm(), name + "[" + i + "]");
            }
        });
    }

    private static Outcome run(int tokenBudget, int headChunks, boolean checkpointing) {
        TrainingSpec spec = new TrainingSpec(
                CONFIG,
                new TrainingGraphs.Options(64, headChunks, checkpointing),
                new AdamW(0.9, 0.999, 1e-8, 0),
                OptionalDouble.empty(),
                SessionSettings.on(Device.CPU));
        try (BoundTrainingSession session = new BoundTrainingSession(spec, new Start())) {
            double loss = 0;
            double evaluated = 0;
            for (PackedSequences<LabelledTokens> microBatch :
                    PackedSequences.microBatches(BATCH, UnaryOperator.identity(), tokenBudget)) {
                evaluated += session.evaluate(microBatch.feeds(PackedLossTest::weight, headChunks));
                loss += session.accumulate(microBatch.feeds(PackedLossTest::weight, headChunks));
            }
            Map<String, float[]> gradients = new LinkedHashMap<>();
            session.forEachGradient((name, values) -> {
                float[] copy = new float[values.remaining()];
                values.get(copy);
                gradients.put(name, copy);
            });
            return new Outcome(loss, session.gradientNorm(), evaluated, gradients);
        }
    }

    private static double weight(LabelledTokens sequence) {
        return 1.0 / (3 + sequence.length());
    }
}
