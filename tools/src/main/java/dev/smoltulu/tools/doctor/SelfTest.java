package dev.smoltulu.tools.doctor;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.OrtException;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** Trains a small model with random weights on one random batch for a few seconds: its loss has to fall. */
final class SelfTest {

    private static final JsonObject MODEL = JsonParser.parseString("""
            {"model_type": "llama", "vocab_size": 1024, "hidden_size": 128, "intermediate_size": 352,
             "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2,
             "max_position_embeddings": 64, "rms_norm_eps": 1e-5, "tie_word_embeddings": true}
            """).getAsJsonObject();
    private static final int ROWS = 4;
    private static final int LENGTH = 64;
    private static final int STEPS = 10;
    private static final Duration LONGEST = Duration.ofSeconds(5);
    private static final double LEARNING_RATE = 1e-3;
    /** What random weights know: nothing, so every token has about the same chance. */
    private static final double UNIFORM_LOSS = Math.log(1024);

    private SelfTest() {}

    /** Trains on {@code device}. */
    static DoctorCheck run(Device device) {
        String subject = "train " + device;
        LlamaConfig config = LlamaConfig.of(MODEL, "the self-test's model");
        TrainingSpec spec = new TrainingSpec(
                config,
                new TrainingGraphs.Options(LENGTH, 1, false),
                new AdamW(0.9, 0.999, 1e-8, 0),
                OptionalDouble.empty(),
                SessionSettings.on(device));
        try (InitialModel start = InitialModel.random(config, 1);
                BoundTrainingSession session = new BoundTrainingSession(spec, start)) {
            return judge(subject, session, batch(config.vocabSize()));
        } catch (UserError | OrtException | LinkageError failed) {
            return DoctorCheck.fail(subject, failed.getMessage());
        }
    }

    private static DoctorCheck judge(String subject, BoundTrainingSession session, Map<String, HostTensor> batch) {
        double first = session.accumulate(batch);
        session.update(LEARNING_RATE);
        double last = first;
        long start = System.nanoTime();
        long nanos = 0;
        int steps = 0;
        while (steps < STEPS && nanos < LONGEST.toNanos()) {
            last = session.accumulate(batch);
            session.update(LEARNING_RATE);
            steps++;
            nanos = System.nanoTime() - start;
        }
        String text = String.format(
                Locale.ROOT,
                "%d steps of a small model, loss %.2f to %.2f, %,.0f tokens/s",
                steps,
                first,
                last,
                ROWS * LENGTH * steps / (nanos / 1e9));
        boolean sound = Math.abs(first - UNIFORM_LOSS) < 0.5 && last < first - 0.01 * steps;
        return sound
                ? DoctorCheck.ok(subject, text)
                : DoctorCheck.fail(
                        subject,
                        text + ": it should begin near " + String.format(Locale.ROOT, "%.2f", UNIFORM_LOSS)
                                + " and fall; do not trust this device");
    }

    private static Map<String, HostTensor> batch(int vocabulary) {
        SplittableRandom random = new SplittableRandom(7);
        List<LabelledTokens> rows = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            int[] ids = random.ints(LENGTH, 0, vocabulary).toArray();
            rows.add(new LabelledTokens(ids, ids));
        }
        return PackedSequences.of(rows, UnaryOperator.identity()).feeds(sequence -> 1.0 / (ROWS * (LENGTH - 1)), 1);
    }
}
