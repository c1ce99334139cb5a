package dev.smoltulu.bench;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.ExportedModel;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.generation.StopRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;

/** One way to decode greedily; measured are its calls. */
interface DecodeSide {

    /** The ids that follow {@code prompt} and the seconds they took, the prompt's pass included. */
    Decoded decode(int[] prompt, int count) throws IOException;

    /** The array is the record's own. */
    record Decoded(int[] ids, double seconds) {}

    /** This project's engine on the model's weights. */
    static DecodeSide engine(LlamaConfig config, Path model, SessionSettings session, OwnedResources owned) {
        ModelParameters parameters = owned.own(ModelParameters.read(model, config));
        GenerationEngine engine =
                owned.own(GenerationEngine.ofFixed(config, parameters.tensors(), GenerationSettings.DEFAULT, session));
        return (prompt, count) -> {
            long start = System.nanoTime();
            int[] ids = engine.generate(
                            List.of(new GenerationRequest(prompt, count, Sampling.GREEDY, Set.of(), StopRule.NEVER)))
                    .get(0)
                    .tokens();
            return new Decoded(ids, (System.nanoTime() - start) / 1e9);
        };
    }

    /** An exported file in this project's ONNX Runtime, with a cache that each pass gives back longer. */
    static DecodeSide file(LlamaConfig config, Path file, OwnedResources owned, int threads) {
        ExportedModel model = owned.own(
                new ExportedModel(file, config, SessionSettings.on(Device.CPU).withThreads(threads)));
        return (prompt, count) -> {
            long start = System.nanoTime();
            int[] ids = new int[count];
            long[] feed = Arrays.stream(prompt).asLongStream().toArray();
            model.restart(1);
            for (int step = 0, length = 0; step < count; step++) {
                length += feed.length;
                long[] mask = new long[length];
                Arrays.fill(mask, 1);
                float[] logits = model.feed(new long[][] {feed}, new long[][] {mask}, new long[][] {
                    LongStream.range(length - feed.length, length).toArray()
                });
                ids[step] = best(logits, config.vocabSize());
                feed = new long[] {ids[step]};
            }
            return new Decoded(ids, (System.nanoTime() - start) / 1e9);
        };
    }

    /** Where the largest of the last {@code vocabulary} numbers stands. */
    private static int best(float[] logits, int vocabulary) {
        int first = logits.length - vocabulary;
        int best = 0;
        for (int i = 1; i < vocabulary; i++) {
            best = logits[first + i] > logits[first + best] ? i : best;
        }
        return best;
    }
}
