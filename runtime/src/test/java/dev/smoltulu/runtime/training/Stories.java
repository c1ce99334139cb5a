package dev.smoltulu.runtime.training;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.objective.LossReduction;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;
import java.util.stream.StreamSupport;

/** The real model stories260K with the reference sequences of its golden numbers, and sessions that train it. */
final class Stories {

    static final int HEAD_CHUNKS = 2;

    /** The two ways to train. */
    enum Kind {
        BOUND,
        ORT;

        TrainingSession open(TrainingSpec spec, InitialState initial) {
            return switch (this) {
                case BOUND -> new BoundTrainingSession(spec, initial);
                case ORT -> new OrtTrainingSession(spec, initial);
            };
        }
    }

    /** A state in memory; moments are empty at step 0. */
    record Snapshot(
            long step,
            Map<String, float[]> parameters,
            Map<String, float[]> firstMoments,
            Map<String, float[]> secondMoments)
            implements InitialState {

        @Override
        public void parameter(String name, FloatBuffer target) {
            target.put(parameters.get(name));
        }

        @Override
        public void firstMoment(String name, FloatBuffer target) {
            target.put(firstMoments.get(name));
        }

        @Override
        public void secondMoment(String name, FloatBuffer target) {
            target.put(secondMoments.get(name));
        }
    }

    final LlamaConfig config;
    final List<ParameterSpec> parameters;
    final Snapshot start;
    final List<LabelledTokens> sequences;
    private final JsonObject golden;

    private Stories(Path folder, JsonObject golden) {
        this.config = LlamaConfig.read(folder);
        this.parameters = LlamaParameters.of(config);
        Map<String, float[]> values = new HashMap<>();
        try (ModelWeights weights = ModelWeights.open(folder)) {
            for (ParameterSpec parameter : parameters) {
                float[] array = new float[(int) parameter.elements()];
                weights.readFloats(parameter.name(), FloatBuffer.wrap(array));
                values.put(parameter.name(), array);
            }
        }
        this.start = new Snapshot(0, values, Map.of(), Map.of());
        this.golden = golden;
        this.sequences = StreamSupport.stream(
                        golden.getAsJsonObject("sft_token-mean")
                                .getAsJsonArray("sequences")
                                .spliterator(),
                        false)
                .map(JsonElement::getAsJsonObject)
                .map(row -> new LabelledTokens(ints(row, "input_ids"), ints(row, "labels")))
                .toList();
    }

    static Stories load() throws IOException {
        Path numbers = SharedFolder.resolve("golden/stories260K.json");
        return new Stories(
                SharedFolder.resolve("models/stories260K"),
                JsonParser.parseString(Files.readString(numbers)).getAsJsonObject());
    }

    /** Golden numbers by their key. */
    JsonObject golden(String key) {
        return golden.getAsJsonObject(key);
    }

    TrainingSpec spec(double weightDecay, OptionalDouble maxGradNorm) {
        return new TrainingSpec(
                config,
                new TrainingGraphs.Options(128, HEAD_CHUNKS, false),
                new AdamW(0.9, 0.999, 1e-8, weightDecay),
                maxGradNorm,
                SessionSettings.on(Device.CPU).withThreads(1));
    }

    /** The inputs of sequences {@code from} to {@code to}, exclusive, of the reference batch. */
    Map<String, HostTensor> inputs(int from, int to, LossReduction reduction) {
        long batchTokens = sequences.stream().mapToLong(Stories::trained).sum();
        return PackedSequences.of(sequences.subList(from, to), UnaryOperator.identity())
                .feeds(
                        sequence -> reduction.tokenWeight(trained(sequence), batchTokens, sequences.size()),
                        HEAD_CHUNKS);
    }

    private static long trained(LabelledTokens sequence) {
        return Arrays.stream(sequence.labels())
                .skip(1)
                .filter(label -> label != LabelledTokens.IGNORED)
                .count();
    }

    /** The whole state of {@code session}. */
    Snapshot snapshot(TrainingSession session) {
        Map<String, float[]> values = new HashMap<>();
        Map<String, float[]> first = new HashMap<>();
        Map<String, float[]> second = new HashMap<>();
        for (ParameterSpec parameter : parameters) {
            values.put(parameter.name(), floats(session.parameter(parameter.name())));
            first.put(parameter.name(), floats(session.firstMoment(parameter.name())));
            second.put(parameter.name(), floats(session.secondMoment(parameter.name())));
        }
        return new Snapshot(session.step(), values, first, second);
    }

    static float[] floats(FloatBuffer values) {
        float[] array = new float[values.remaining()];
        values.get(array);
        return array;
    }

    static double[] doubles(JsonObject object, String key) {
        JsonArray array = object.getAsJsonArray(key);
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonElement::getAsDouble)
                .toArray();
    }

    private static int[] ints(JsonObject object, String key) {
        return StreamSupport.stream(object.getAsJsonArray(key).spliterator(), false)
                .mapToInt(JsonElement::getAsInt)
                .toArray();
    }
}
