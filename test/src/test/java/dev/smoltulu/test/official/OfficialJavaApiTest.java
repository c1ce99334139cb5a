package dev.smoltulu.test.official;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.InitialState;
import dev.smoltulu.runtime.training.TrainingSpec;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exported artifacts train under ONNX Runtime's official Java API as under our own bindings. */
class OfficialJavaApiTest {

    private static final float RATE = 1e-3f;
    private static final int STEPS_BEFORE_SAVING = 3;
    private static final int STEPS_AFTER_RELOADING = 2;
    private static final double RELATIVE = 1e-5;

    @TempDir
    private Path folder;

    @Test
    void trainsTheExportedArtifacts() throws Exception {
        Assumptions.assumeTrue(System.getProperty("os.name").equals("Linux"), "the library's soname is Linux's");
        Path model = shared("models/stories260K");
        LlamaConfig config = LlamaConfig.read(model);
        TrainingGraphs.Options options = new TrainingGraphs.Options(128, 1, false);
        AdamW adamW = new AdamW(0.9, 0.999, 1e-8, 0.1);
        List<Map<String, HostTensor>> batches = goldenSequences();
        Path inputs = folder.resolve("inputs");
        OfficialJvm.write(inputs, batches);
        try (ModelWeights weights = ModelWeights.open(model)) {
            TrainingArtifacts.write(
                    folder.resolve("artifacts"),
                    config,
                    options,
                    adamW,
                    OptionalDouble.empty(),
                    (parameter, target) -> weights.readFloats(parameter.name(), target));
            Iterator<String> lines = OfficialJvm.run(
                            folder,
                            List.of(
                                    folder.resolve("artifacts").toString(),
                                    inputs.toString(),
                                    Float.toString(RATE),
                                    Integer.toString(STEPS_BEFORE_SAVING),
                                    Integer.toString(STEPS_AFTER_RELOADING)))
                    .iterator();
            TrainingSpec spec = new TrainingSpec(
                    config,
                    options,
                    adamW,
                    OptionalDouble.empty(),
                    SessionSettings.on(Device.CPU).withThreads(1));
            try (BoundTrainingSession bound = new BoundTrainingSession(spec, start(weights))) {
                compare(bound, batches, lines);
            }
        }
    }

    private static void compare(
            BoundTrainingSession bound, List<Map<String, HostTensor>> batches, Iterator<String> lines) {
        for (int step = 0; step < STEPS_BEFORE_SAVING + STEPS_AFTER_RELOADING; step++) {
            if (step == STEPS_BEFORE_SAVING) {
                assertClose(bound.evaluate(batches.get(0)), lines.next().split(" ")[1], "evaluation");
            }
            for (Map<String, HostTensor> batch : batches) {
                String[] official = lines.next().split(" ");
                assertClose(bound.accumulate(batch), official[0], "loss of step " + step);
                assertClose(bound.gradientNorm(), official[1], "gradient norm of step " + step);
            }
            bound.update(RATE);
        }
        assertFalse(lines.hasNext());
    }

    private static void assertClose(double expected, String actual, String what) {
        assertEquals(expected, Float.parseFloat(actual), Math.abs(expected) * RELATIVE, what);
    }

    private static InitialState start(ModelWeights weights) {
        return new InitialState() {
            @Override
            public long step() {
                return 0;
            }

            @Override
            public void parameter(String name, FloatBuffer target) {
                weights.readFloats(name, target);
            }

            @Override
            public void firstMoment(String name, FloatBuffer target) {
                throw new AssertionError("a first step has no moments");
            }

            @Override
            public void secondMoment(String name, FloatBuffer target) {
                throw new AssertionError("a first step has no moments");
            }
        };
    }

    /** One micro-batch a sequence of the golden batch; every token after a trained position counts alike. */
    private static List<Map<String, HostTensor>> goldenSequences() throws Exception {
        JsonObject golden = JsonParser.parseString(Files.readString(shared("golden/stories260K.json")))
                .getAsJsonObject()
                .getAsJsonObject("sft_token-mean");
        List<Map<String, HostTensor>> batches = new ArrayList<>();
        for (JsonElement sequence : golden.getAsJsonArray("sequences")) {
            long[] ids = longs(sequence.getAsJsonObject().getAsJsonArray("input_ids"));
            long[] labels = longs(sequence.getAsJsonObject().getAsJsonArray("labels"));
            batches.add(single(ids, labels));
        }
        return batches;
    }

    private static Map<String, HostTensor> single(long[] ids, long[] labels) {
        int tokens = ids.length;
        long[] range = LongStream.range(0, tokens).toArray();
        long[] positions = LongStream.range(1, tokens)
                .filter(i -> labels[(int) i] != -100)
                .map(i -> i - 1)
                .toArray();
        long[] targets = LongStream.of(positions).map(i -> labels[(int) i + 1]).toArray();
        float[] weights = new float[targets.length];
        Arrays.fill(weights, 0.01f);
        return Map.of(
                TokenInputs.IDS, new HostTensor.Longs(ids, tokens),
                TokenInputs.POSITIONS, new HostTensor.Longs(range, tokens),
                TokenInputs.SLOT_TOKENS, new HostTensor.Longs(range, 1, tokens),
                TokenInputs.TOKEN_SLOTS, new HostTensor.Longs(range, tokens),
                TargetInputs.POSITIONS, new HostTensor.Longs(positions, positions.length),
                TargetInputs.IDS, new HostTensor.Longs(targets, targets.length),
                TargetInputs.WEIGHTS, new HostTensor.Floats(weights, weights.length));
    }

    private static long[] longs(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToLong(JsonElement::getAsLong)
                .toArray();
    }

    /** A path in the folder of reference models; without it the test is skipped, or fails where CI=true. */
    private static Path shared(String inside) {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("shared/design.md"))) {
                return at.resolve("shared").resolve(inside);
            }
        }
        if ("true".equals(System.getenv("CI"))) {
            throw new AssertionError("the shared folder with reference models is missing");
        }
        return Assumptions.abort("the shared folder with reference models is missing");
    }
}
