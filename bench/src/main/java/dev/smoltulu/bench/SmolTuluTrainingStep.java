package dev.smoltulu.bench;

import dev.smoltulu.bench.BenchModel.Parameter;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.InitialState;
import dev.smoltulu.runtime.training.TrainingSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** This project's training step, as {@code smoltulu sft} runs it. */
public final class SmolTuluTrainingStep implements TrainingStepContender {

    private static final BenchModel MODEL = BenchModel.SMOLLM2_135M;
    private static final int THREADS = 2;

    private final BoundTrainingSession session;
    private final Map<String, HostTensor> batch;

    public SmolTuluTrainingStep() {
        this.session = open(new TrainingGraphs.Options(BenchBatch.LENGTH, 1, false));
        this.batch = PackedSequences.of(sequences(), UnaryOperator.identity())
                .feeds(sequence -> 1.0 / BenchBatch.TARGETS, 1);
    }

    /** A session on the benchmark's model and weights. */
    static BoundTrainingSession open(TrainingGraphs.Options graphs) {
        return new BoundTrainingSession(
                new TrainingSpec(
                        BenchConfig.of(MODEL, BenchBatch.LENGTH),
                        graphs,
                        new dev.smoltulu.graphs.optimizer.AdamW(AdamW.BETA1, AdamW.BETA2, AdamW.EPSILON, 0),
                        OptionalDouble.empty(),
                        SessionSettings.on(Device.CPU).withThreads(THREADS)),
                new BenchState());
    }

    @Override
    public String name() {
        return "SmolTulu: ONNX Runtime training kernels";
    }

    @Override
    public Map<String, String> versions() {
        return Map.of("onnxruntime", RuntimeInfo.load().version());
    }

    @Override
    public double step() {
        double loss = session.accumulate(batch);
        session.update(AdamW.LEARNING_RATE);
        return loss;
    }

    @Override
    public void close() {
        session.close();
    }

    private static List<LabelledTokens> sequences() {
        int[] ids = Arrays.stream(BenchBatch.ids(MODEL.vocabulary()))
                .mapToInt(Math::toIntExact)
                .toArray();
        List<LabelledTokens> rows = new ArrayList<>();
        for (int row = 0; row < BenchBatch.ROWS; row++) {
            int[] tokens = Arrays.copyOfRange(ids, row * BenchBatch.LENGTH, (row + 1) * BenchBatch.LENGTH);
            rows.add(new LabelledTokens(tokens, tokens));
        }
        return rows;
    }

    /** The benchmark's random weights. */
    private static final class BenchState implements InitialState {

        private final BenchWeights weights = new BenchWeights(BenchBatch.SEED);
        private final Map<String, Parameter> parameters =
                MODEL.parameters().stream().collect(Collectors.toMap(Parameter::name, Function.identity()));

        @Override
        public long step() {
            return 0;
        }

        @Override
        public void parameter(String name, FloatBuffer target) {
            weights.fill(parameters.get(name), target);
        }
    }
}
