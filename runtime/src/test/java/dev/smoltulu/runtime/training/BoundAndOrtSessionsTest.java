package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.artifacts.CheckpointFile;
import dev.smoltulu.graphs.artifacts.CheckpointReader;
import dev.smoltulu.graphs.artifacts.OptimizerState;
import dev.smoltulu.graphs.artifacts.ParameterSource;
import dev.smoltulu.graphs.artifacts.TrainingArtifacts;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.OnDeviceSession;
import dev.smoltulu.runtime.OrtException;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.training.Stories.Kind;
import dev.smoltulu.runtime.training.Stories.Snapshot;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BoundAndOrtSessionsTest {

    private static final int STEPS = 5;
    private static final double RATE = 1e-3;
    private static final double MAX_NORM = 0.5;
    private static final double TOLERANCE = 1e-5;
    private static Stories stories;
    private static Map<String, HostTensor> firstHalf;
    private static Map<String, HostTensor> secondHalf;

    @BeforeAll
    static void load() throws IOException {
        stories = Stories.load();
        firstHalf = stories.inputs(0, 2, LossReduction.TOKEN_MEAN);
        secondHalf = stories.inputs(2, 4, LossReduction.TOKEN_MEAN);
    }

    @Test
    void withoutClippingBothHaveTheSameBits() {
        TrainingSpec spec = stories.spec(0.1, OptionalDouble.empty());
        try (TrainingSession bound = Kind.BOUND.open(spec, stories.start);
                TrainingSession ort = Kind.ORT.open(spec, stories.start)) {
            for (int step = 1; step <= STEPS; step++) {
                for (Map<String, HostTensor> half : List.of(firstHalf, secondHalf)) {
                    assertEquals(bound.accumulate(half), ort.accumulate(half), "loss of step " + step);
                    assertEquals(bound.gradientNorm(), ort.gradientNorm(), "gradient norm of step " + step);
                }
                bound.update(RATE);
                ort.update(RATE);
                assertEquals(step, ort.step());
                assertEquals(step, bound.step());
                assertEquals(bound.evaluate(firstHalf), ort.evaluate(firstHalf), "evaluation after step " + step);
            }
            assertIdentical(stories.snapshot(bound), stories.snapshot(ort));
            assertNotEquals(
                    stories.start.parameters().get("model.norm.weight")[0],
                    Stories.floats(ort.parameter("model.norm.weight"))[0]);
        }
    }

    /**
     * Each step from the same state. Over several steps two right programs part: ONNX Runtime sums the norm it clips to
     * in an order that changes from session to session, and where a gradient is almost zero that rounding decides the
     * sign, and so the direction, of one of AdamW's first updates.
     */
    @Test
    void withClippingBothMakeTheSameStep() {
        TrainingSpec spec = stories.spec(0.1, OptionalDouble.of(MAX_NORM));
        try (TrainingSession bound = Kind.BOUND.open(spec, stories.start)) {
            for (int step = 1; step <= STEPS; step++) {
                try (TrainingSession ort = Kind.ORT.open(spec, stories.snapshot(bound))) {
                    assertSameStep(bound, ort);
                    assertEquals(step, ort.step());
                    assertClose(bound.evaluate(firstHalf), ort.evaluate(firstHalf), "evaluation after step " + step);
                }
            }
        }
    }

    /** A step of both from the same state: losses and norms to the bit, the clipped update up to rounding. */
    private static void assertSameStep(TrainingSession one, TrainingSession other) {
        for (Map<String, HostTensor> half : List.of(firstHalf, secondHalf)) {
            assertEquals(one.accumulate(half), other.accumulate(half), "loss");
            assertEquals(one.gradientNorm(), other.gradientNorm(), "gradient norm");
        }
        assertTrue(one.gradientNorm() > MAX_NORM, "it is clipped: " + one.gradientNorm());
        one.update(RATE);
        other.update(RATE);
        assertStates(stories.snapshot(one), stories.snapshot(other));
    }

    @ParameterizedTest
    @EnumSource
    void discardedGradientsLeaveNoTrace(Kind kind) {
        TrainingSpec spec = stories.spec(0.1, OptionalDouble.empty());
        try (TrainingSession disturbed = kind.open(spec, stories.start);
                TrainingSession plain = kind.open(spec, stories.start)) {
            for (int step = 0; step < 2; step++) {
                disturbed.accumulate(firstHalf);
                disturbed.accumulate(firstHalf);
                disturbed.discard();
                assertEquals(plain.accumulate(secondHalf), disturbed.accumulate(secondHalf));
                assertEquals(plain.gradientNorm(), disturbed.gradientNorm());
                plain.update(RATE);
                disturbed.update(RATE);
            }
            assertIdentical(stories.snapshot(plain), stories.snapshot(disturbed));
        }
    }

    @ParameterizedTest
    @EnumSource
    void evaluationDoesNotTouchTheGradients(Kind kind) {
        TrainingSpec spec = stories.spec(0, OptionalDouble.empty());
        try (TrainingSession session = kind.open(spec, stories.start);
                TrainingSession plain = kind.open(spec, stories.start)) {
            float loss = session.evaluate(secondHalf);
            assertEquals(loss, session.accumulate(secondHalf), Math.abs(loss) * TOLERANCE);
            session.evaluate(firstHalf);
            plain.accumulate(secondHalf);
            assertEquals(plain.accumulate(firstHalf), session.accumulate(firstHalf));
            assertEquals(plain.gradientNorm(), session.gradientNorm());
        }
    }

    @ParameterizedTest
    @CsvSource({"BOUND, 0", "BOUND, 0.5", "ORT, 0"})
    void aResumedSessionGoesOnBitForBit(Kind kind, double maxGradNorm) {
        TrainingSpec spec = stories.spec(0.1, positive(maxGradNorm));
        try (TrainingSession whole = kind.open(spec, stories.start)) {
            train(whole, 3);
            Snapshot middle = stories.snapshot(whole);
            assertEquals(3, middle.step());
            try (TrainingSession resumed = kind.open(spec, middle)) {
                assertEquals(3, resumed.step());
                assertIdentical(middle, stories.snapshot(resumed));
                for (int step = 0; step < 3; step++) {
                    assertEquals(whole.accumulate(firstHalf), resumed.accumulate(firstHalf));
                    assertEquals(whole.accumulate(secondHalf), resumed.accumulate(secondHalf));
                    assertEquals(whole.gradientNorm(), resumed.gradientNorm());
                    whole.update(RATE);
                    resumed.update(RATE);
                }
                assertEquals(6, resumed.step());
                assertIdentical(stories.snapshot(whole), stories.snapshot(resumed));
            }
        }
    }

    @Test
    void aClippingOrtSessionResumesUpToRounding() {
        TrainingSpec spec = stories.spec(0.1, OptionalDouble.of(MAX_NORM));
        try (TrainingSession whole = Kind.ORT.open(spec, stories.start)) {
            train(whole, 3);
            try (TrainingSession resumed = Kind.ORT.open(spec, stories.snapshot(whole))) {
                assertSameStep(whole, resumed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunMovesToTheOtherKind(Kind kind) {
        TrainingSpec spec = stories.spec(0.1, OptionalDouble.empty());
        Kind other = kind == Kind.BOUND ? Kind.ORT : Kind.BOUND;
        try (TrainingSession whole = kind.open(spec, stories.start)) {
            train(whole, 2);
            try (TrainingSession moved = other.open(spec, stories.snapshot(whole))) {
                train(whole, 2);
                train(moved, 2);
                assertIdentical(stories.snapshot(whole), stories.snapshot(moved));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedBatchDoesNoHarm(Kind kind) {
        TrainingSpec spec = stories.spec(0, OptionalDouble.empty());
        Map<String, HostTensor> broken = new HashMap<>(firstHalf);
        long[] ids =
                ((HostTensor.Longs) firstHalf.get(TokenInputs.IDS)).elements().clone();
        ids[3] = stories.config.vocabSize();
        broken.put(TokenInputs.IDS, new HostTensor.Longs(ids, ids.length));
        try (TrainingSession session = kind.open(spec, stories.start);
                TrainingSession plain = kind.open(spec, stories.start)) {
            assertThrows(OrtException.class, () -> session.accumulate(broken));
            session.discard();
            assertEquals(plain.accumulate(secondHalf), session.accumulate(secondHalf));
            assertEquals(plain.gradientNorm(), session.gradientNorm());
        }
    }

    @Test
    void anOrtSessionNamesMissingInputsAndGradients() {
        try (TrainingSession session = Kind.ORT.open(stories.spec(0, OptionalDouble.empty()), stories.start)) {
            Map<String, HostTensor> incomplete = new HashMap<>(firstHalf);
            incomplete.remove(TokenInputs.IDS);
            IllegalArgumentException error =
                    assertThrows(IllegalArgumentException.class, () -> session.accumulate(incomplete));
            assertTrue(error.getMessage().contains(TokenInputs.IDS), error.getMessage());
            assertThrows(IllegalStateException.class, () -> session.update(RATE));
        }
    }

    @Test
    void momentsBeforeTheFirstStepAreZero() {
        try (TrainingSession session = Kind.ORT.open(stories.spec(0, OptionalDouble.empty()), stories.start)) {
            assertEquals(0, session.step());
            assertArrayEquals(new float[64], Stories.floats(session.firstMoment("model.norm.weight")));
            assertArrayEquals(new float[64], Stories.floats(session.secondMoment("model.norm.weight")));
        }
    }

    @Test
    void anOrtSessionLeavesNoFiles() throws IOException {
        TrainingSpec spec = stories.spec(0, OptionalDouble.empty());
        TrainingSession session = Kind.ORT.open(spec, stories.start);
        assertEquals(1, scratchFolders());
        train(session, 1);
        session.secondMoment("model.norm.weight");
        session.close();
        session.close();
        assertEquals(0, scratchFolders());
        TrainingSpec impossible = new TrainingSpec(
                spec.config(),
                new TrainingGraphs.Options(128, 1, false),
                spec.optimizer(),
                spec.maxGradNorm(),
                SessionSettings.on(new Device(Device.Kind.CUDA, 999)));
        assertThrows(RuntimeException.class, () -> Kind.ORT.open(impossible, stories.start));
        assertEquals(0, scratchFolders());
        InitialState unreadable = new Snapshot(3, stories.start.parameters(), Map.of(), Map.of());
        assertThrows(NullPointerException.class, () -> Kind.ORT.open(spec, unreadable));
        assertEquals(0, scratchFolders());
    }

    private static OptionalDouble positive(double maxGradNorm) {
        return maxGradNorm > 0 ? OptionalDouble.of(maxGradNorm) : OptionalDouble.empty();
    }

    @Test
    void anOrtSessionRefusesMomentsThatItCouldNeverSave() throws IOException {
        TrainingSpec spec = stories.spec(0, OptionalDouble.empty());
        TrainingSpec large = new TrainingSpec(
                LlamaConfig.read(SharedFolder.resolve("models/SmolLM2-360M")),
                spec.graphs(),
                spec.optimizer(),
                spec.maxGradNorm(),
                spec.settings());
        UserError error = assertThrows(UserError.class, () -> Kind.ORT.open(large, stories.start));
        assertTrue(error.getMessage().contains("use training_session=bound"), error.getMessage());
        assertEquals(0, scratchFolders());
    }

    /** A 135M model's way: its parameters go to the data file, its moments stay inside. */
    @Test
    void anExternalCheckpointOfARunUnderWayGoesOn(@TempDir Path folder) {
        TrainingSpec spec = stories.spec(0, OptionalDouble.empty());
        try (TrainingSession bound = Kind.BOUND.open(spec, stories.start)) {
            train(bound, 2);
            Snapshot state = stories.snapshot(bound);
            ParameterSource parameters = (parameter, target) -> state.parameter(parameter.name(), target);
            Optional<OptimizerState> optimizer = Optional.of(new OptimizerState(
                    2,
                    (parameter, target) -> state.firstMoment(parameter.name(), target),
                    (parameter, target) -> state.secondMoment(parameter.name(), target)));
            TrainingArtifacts artifacts = TrainingArtifacts.write(
                    folder, spec.config(), spec.graphs(), spec.optimizer(), spec.maxGradNorm(), parameters, optimizer);
            CheckpointFile.write(artifacts.checkpoint(), stories.parameters, List.of(), parameters, optimizer, true);
            try (OnDeviceSession session = new OnDeviceSession(artifacts, spec.settings())) {
                session.save(folder.resolve("saved"));
                CheckpointReader saved = CheckpointReader.open(folder.resolve("saved"));
                assertTrue(saved.hasExternalData());
                assertEquals(OptionalLong.of(2), saved.optimizerStep());
                for (ParameterSpec parameter : stories.parameters) {
                    FloatBuffer values = FloatBuffer.allocate((int) parameter.elements());
                    saved.readFloats(parameter.name(), values.clear());
                    assertArrayEquals(state.parameters().get(parameter.name()), values.array());
                    session.readParameter(parameter.name(), values.clear());
                    assertArrayEquals(state.parameters().get(parameter.name()), values.array());
                    saved.readFirstMoment(parameter.name(), values.clear());
                    assertArrayEquals(state.firstMoments().get(parameter.name()), values.array());
                    saved.readSecondMoment(parameter.name(), values.clear());
                    assertArrayEquals(state.secondMoments().get(parameter.name()), values.array());
                }
            }
        }
    }

    @Test
    void brokenArtifactsAreRefused(@TempDir Path folder) throws IOException {
        TrainingSpec spec = stories.spec(0, OptionalDouble.empty());
        TrainingArtifacts artifacts = TrainingArtifacts.write(
                folder,
                spec.config(),
                spec.graphs(),
                spec.optimizer(),
                spec.maxGradNorm(),
                (parameter, target) -> stories.start.parameter(parameter.name(), target));
        Files.write(artifacts.optimizerModel(), new byte[] {1, 2, 3});
        assertThrows(OrtException.class, () -> new OnDeviceSession(artifacts, spec.settings()));
        Files.delete(artifacts.checkpoint());
        assertThrows(OrtException.class, () -> new OnDeviceSession(artifacts, spec.settings()));
    }

    private static void train(TrainingSession session, int steps) {
        for (int step = 0; step < steps; step++) {
            session.accumulate(firstHalf);
            session.accumulate(secondHalf);
            session.update(RATE);
        }
    }

    private static long scratchFolders() throws IOException {
        String prefix = OrtTrainingSession.SCRATCH_PREFIX;
        try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return entries.filter(entry -> entry.getFileName().toString().startsWith(prefix))
                    .count();
        }
    }

    private static void assertClose(double expected, double actual, String what) {
        assertEquals(expected, actual, Math.abs(expected) * TOLERANCE, what);
    }

    private static void assertStates(Snapshot expected, Snapshot actual) {
        assertEquals(expected.step(), actual.step());
        for (ParameterSpec parameter : stories.parameters) {
            String name = parameter.name();
            assertArrayEquals(
                    expected.parameters().get(name), actual.parameters().get(name), 3e-6f, name);
            assertArrayEquals(
                    expected.firstMoments().get(name), actual.firstMoments().get(name), 3e-6f, name);
            assertArrayEquals(
                    expected.secondMoments().get(name), actual.secondMoments().get(name), 3e-6f, name);
        }
    }

    private static void assertIdentical(Snapshot expected, Snapshot actual) {
        assertEquals(expected.step(), actual.step());
        for (ParameterSpec parameter : stories.parameters) {
            String name = parameter.name();
            assertArrayEquals(
                    expected.parameters().get(name), actual.parameters().get(name), name);
            assertArrayEquals(
                    expected.firstMoments().get(name), actual.firstMoments().get(name), name);
            assertArrayEquals(
                    expected.secondMoments().get(name), actual.secondMoments().get(name), name);
        }
    }
}
