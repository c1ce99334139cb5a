package dev.smoltulu.runtime.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.llama.TokenInputs;
import dev.smoltulu.graphs.memory.PassMemory;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.PackedTokens;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is predicted from the graph against what ONNX Runtime's arena handed out. */
class PassMemoryOfSessionsTest {

    /** The arena gives larger pieces than it is asked for. */
    private static final double TOLERANCE = 0.2;

    @ParameterizedTest(name = "{0} rows of {1} tokens, {2} targets, {3} chunks, checkpointing {4}")
    @CsvSource({
        "1, 512, 512, 1, false",
        "1, 512, 512, 1, true",
        "4, 120, 400, 2, false",
        "3, 256, 32, 4, false",
        "2, 384, 768, 4, true"
    })
    void thePredictionIsWhatTheArenaGives(int rows, int length, int targets, int chunks, boolean checkpointing)
            throws IOException {
        Stories stories = Stories.load();
        TrainingGraphs.Options graphs = new TrainingGraphs.Options(512, chunks, checkpointing);
        TrainingSpec spec = new TrainingSpec(
                stories.config,
                graphs,
                new AdamW(0.9, 0.999, 1e-8, 0),
                OptionalDouble.empty(),
                SessionSettings.on(Device.CPU).withThreads(2));
        Map<String, HostTensor> feeds = feeds(rows, length, targets);
        Map<String, long[]> shapes = new LinkedHashMap<>();
        feeds.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
        long predicted = PassMemory.of(TrainingGraphs.training(stories.config, graphs), shapes)
                .total();
        try (BoundTrainingSession session = new BoundTrainingSession(spec, stories.start)) {
            session.accumulate(feeds);
            assertEquals(1, (double) predicted / session.passBytes().orElseThrow(), TOLERANCE);
        }
    }

    private static Map<String, HostTensor> feeds(int rows, int length, int targets) {
        int[] ids = IntStream.range(0, length).map(i -> 3 + i % 500).toArray();
        Map<String, HostTensor> feeds = new LinkedHashMap<>(
                PackedTokens.of(IntStream.range(0, rows).mapToObj(row -> ids).toList())
                        .feeds());
        long[] positions = IntStream.range(0, targets).mapToLong(i -> i % 500).toArray();
        float[] weights = new float[targets];
        Arrays.fill(weights, 1f / targets);
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(positions, targets));
        feeds.put(TargetInputs.IDS, new HostTensor.Longs(positions.clone(), targets));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weights, targets));
        assertEquals(
                List.of((long) rows, (long) length),
                Arrays.stream(feeds.get(TokenInputs.SLOT_TOKENS).shape())
                        .boxed()
                        .toList());
        return feeds;
    }
}
