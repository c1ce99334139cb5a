package dev.smoltulu.tools.bench;

import dev.smoltulu.base.UserError;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.GenerationSettings;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.generation.StopRule;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.ScoredSequence;
import dev.smoltulu.runtime.scoring.ScoringSession;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A model whose speed is measured on token ids from a formula; it needs no tokenizer. */
public final class ModelSpeed implements AutoCloseable {

    private static final int ENDINGS = 4;

    private final LlamaConfig config;
    private final ModelParameters parameters;
    private final SessionSettings settings;

    /** Loads the weights in {@code folder} into the memory of {@code device}, in the type that it computes in. */
    public ModelSpeed(Path folder, Device device) {
        device.requireAvailable();
        this.config = LlamaConfig.read(folder);
        this.settings = SessionSettings.on(device);
        this.parameters = ModelParameters.read(folder, config, device, device.inferenceType());
    }

    /**
     * Generates greedily, every sequence to its last token.
     *
     * @param batch        sequences at once
     * @param promptTokens of each
     * @param newTokens    of each; they are the work that counts
     */
    public Speed generation(int batch, int promptTokens, int newTokens, int rounds) {
        requirePositions((long) promptTokens + newTokens);
        List<GenerationRequest> requests = IntStream.range(0, batch)
                .mapToObj(row -> new GenerationRequest(
                        ids(row, promptTokens), newTokens, Sampling.GREEDY, Set.of(), StopRule.NEVER))
                .toList();
        try (GenerationEngine engine = GenerationEngine.ofFixed(
                config,
                parameters.tensors(),
                GenerationSettings.on(settings.device()).withMaxSequences(batch),
                settings)) {
            return Speed.of((long) batch * newTokens, rounds, () -> engine.generate(requests));
        }
    }

    /**
     * Scores multiple-choice items with four endings after a context each, whose lengths have HellaSwag's means: 50
     * tokens and 28. Items are the work that counts.
     *
     * @param batchTokens budget of a forward pass
     */
    public Speed scoring(int items, int batchTokens, int rounds) {
        List<ScoredGroup> groups =
                IntStream.range(0, items).mapToObj(this::item).toList();
        int longest = groups.stream()
                .flatMap(group -> group.sequences().stream())
                .mapToInt(ScoredSequence::length)
                .max()
                .orElseThrow();
        requirePositions(longest);
        try (ScoringSession session =
                new ScoringSession(config, parameters.tensors(), longest, batchTokens, settings)) {
            return Speed.of(
                    items,
                    rounds,
                    () -> session.passes(groups, Function.identity()).forEach(session::score));
        }
    }

    private ScoredGroup item(int item) {
        int context = 16 + 7 * item % 68;
        int[] shared = ids(item, context);
        return new ScoredGroup(IntStream.range(0, ENDINGS)
                .mapToObj(ending -> {
                    int length = 5 + (11 * item + 5 * ending) % 47;
                    int[] tokens = Arrays.copyOf(shared, context + length);
                    System.arraycopy(ids(item + ending + 1, length), 0, tokens, context, length);
                    return new ScoredSequence(tokens, length);
                })
                .toList());
    }

    private int[] ids(int row, int length) {
        return IntStream.range(0, length)
                .map(token -> Math.floorMod(31 * row + 7919 * token + 13 * row * token + 11, config.vocabSize()))
                .toArray();
    }

    private void requirePositions(long tokens) {
        if (tokens > config.maxPositions()) {
            throw UserError.usage("sequences of " + tokens + " tokens are longer than the " + config.maxPositions()
                    + " positions that the model has; take fewer tokens");
        }
    }

    @Override
    public void close() {
        parameters.close();
    }

    /**
     * What was done in a round and how long the rounds took.
     *
     * @param work    tokens or items of a round
     * @param seconds of each round, in order
     */
    public record Speed(long work, double[] seconds) {

        /** Runs {@code round} once unseen, for memory to be taken and kernels to be chosen, and then {@code rounds} times. */
        static Speed of(long work, int rounds, Runnable round) {
            round.run();
            double[] seconds = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                long start = System.nanoTime();
                round.run();
                seconds[i] = (System.nanoTime() - start) / 1e9;
            }
            return new Speed(work, seconds);
        }

        public double medianSeconds() {
            double[] sorted = Arrays.stream(seconds).sorted().toArray();
            return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
        }

        /** Work done in a second of the median round. */
        public double perSecond() {
            return work / medianSeconds();
        }
    }
}
