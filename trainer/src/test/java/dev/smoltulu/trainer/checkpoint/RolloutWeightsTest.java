package dev.smoltulu.trainer.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.optimizer.AdamW;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.Tensor;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.generation.Completion;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.generation.StopRule;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.support.SharedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An engine on the weights that are being trained says what the model does once it is saved and read again. */
final class RolloutWeightsTest {

    private static final int UPDATES = 3;
    private static final double RATE = 5e-3;
    private static final int TOKENS = 60;
    private static final SessionSettings SETTINGS = SessionSettings.on(Device.CPU);

    @TempDir
    private Path temp;

    @Test
    void everyUpdateReachesTheEngineAsItReachesTheFiles() throws IOException {
        Path stories = SharedFolder.resolve("models/stories260K");
        LlamaConfig config = LlamaConfig.read(stories);
        TrainingSpec spec = new TrainingSpec(
                config,
                new TrainingGraphs.Options(128, 1, false),
                new AdamW(0.9, 0.999, 1e-8, 0),
                OptionalDouble.empty(),
                SETTINGS);
        try (InitialModel initial = InitialModel.pretrained(stories, config);
                BoundTrainingSession session = new BoundTrainingSession(spec, initial);
                GenerationEngine engine = engine(config, session.parameters())) {
            List<Completion> before = generate(engine);
            for (int update = 0; update < UPDATES; update++) {
                session.accumulate(row(update));
                session.update(RATE);
                Path folder = Files.createDirectory(temp.resolve("update-" + update));
                new ModelFiles(config, stories).write(folder, session);
                List<Completion> trained = generate(engine);
                try (ModelParameters saved = ModelParameters.read(folder, LlamaConfig.read(folder));
                        GenerationEngine reloaded = engine(config, saved.tensors())) {
                    assertEqual(generate(reloaded), trained);
                }
                assertFalse(Arrays.equals(before.get(0).tokens(), trained.get(0).tokens()), "nothing was learned");
                before = trained;
            }
        }
    }

    private static GenerationEngine engine(LlamaConfig config, Map<String, Tensor> parameters) {
        return new GenerationEngine(config, parameters, GenerationSettings.DEFAULT, SETTINGS);
    }

    /** The same prompt greedily and drawn, and another one. */
    private static List<Completion> generate(GenerationEngine engine) {
        return engine.generate(List.of(
                request(Sampling.GREEDY, 1),
                request(new Sampling(0.8, 0.95, 0, 7), 1),
                request(Sampling.GREEDY, 1, 403, 407)));
    }

    private static GenerationRequest request(Sampling sampling, int... prompt) {
        return new GenerationRequest(prompt, TOKENS, sampling, Set.of(), StopRule.NEVER);
    }

    private static Map<String, HostTensor> row(int update) {
        int[] ids = {1, 403, 407, 261, 378 + update, 432, 383, 286};
        return PackedSequences.of(List.of(new LabelledTokens(ids, ids)), UnaryOperator.identity())
                .feeds(sequence -> 1.0 / (ids.length - 1), 1);
    }

    private static void assertEqual(List<Completion> expected, List<Completion> actual) {
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i).tokens(), actual.get(i).tokens());
            assertArrayEquals(expected.get(i).logProbs(), actual.get(i).logProbs());
        }
    }
}
