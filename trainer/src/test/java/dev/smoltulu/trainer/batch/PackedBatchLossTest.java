package dev.smoltulu.trainer.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonParser;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Loss and gradients do not depend on how sequences are grouped, nor on the parts the head works in. */
final class PackedBatchLossTest {

    private static final LlamaConfig CONFIG =
            LlamaConfig.of(JsonParser.parseString("""
            {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "vocab_size": 61, "hidden_size": 24,
             "intermediate_size": 40, "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 8, "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "rope_theta": 10000.0,
             "hidden_act": "silu", "tie_word_embeddings": false, "initializer_range": 0.3}
            """).getAsJsonObject(), "this test");
    private static final List<WeightedSequence> BATCH = Sequences.random(11, 61, 9, 40, 23, 2, 31, 40, 17, 5);
    private static Outcome expected;

    private record Outcome(double loss, double norm, double evaluated, Map<String, float[]> gradients) {}

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
        try (InitialModel initial = InitialModel.random(CONFIG, 5);
                BoundTrainingSession session = new BoundTrainingSession(spec, initial)) {
            double loss = 0;
            double evaluated = 0;
            for (List<WeightedSequence> group : MicroBatches.of(BATCH, tokenBudget)) {
                evaluated += session.evaluate(PackedBatch.of(group, headChunks));
                loss += session.accumulate(PackedBatch.of(group, headChunks));
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
}
