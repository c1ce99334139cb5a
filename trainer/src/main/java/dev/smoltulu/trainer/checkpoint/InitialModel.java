package dev.smoltulu.trainer.checkpoint;

import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.llama.ParameterSpec;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.graphs.weights.RandomInit;
import dev.smoltulu.runtime.training.InitialState;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a new run starts: a model folder's weights, or random ones. */
public final class InitialModel implements InitialState, AutoCloseable {

    /** Fills a buffer with one parameter. */
    private interface Source {
        void fill(String name, FloatBuffer target);
    }

    private final Source source;
    private final Runnable closer;

    private InitialModel(Source source, Runnable closer) {
        this.source = source;
        this.closer = closer;
    }

    /** The weights in {@code folder}, which must be those of {@code config}. */
    public static InitialModel pretrained(Path folder, LlamaConfig config) {
        ModelWeights weights = ModelWeights.open(folder);
        try {
            weights.checkAgainst(LlamaParameters.of(config));
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
        return new InitialModel(weights::readFloats, weights::close);
    }

    /** Random weights, as transformers initialises the model: normal with the configured deviation, norms 1. */
    public static InitialModel random(LlamaConfig config, long seed) {
        Map<String, ParameterSpec> specs = LlamaParameters.of(config).stream()
                .collect(Collectors.toMap(ParameterSpec::name, Function.identity()));
        return new InitialModel((name, target) ->
                RandomInit.fill(specs.get(name), seed, config.initializerRange(), target), () -> { });
    }

    @Override
    public long step() {
        return 0;
    }

    @Override
    public void parameter(String name, FloatBuffer target) {
        source.fill(name, target);
    }

    @Override
    public void close() {
        closer.run();
    }
}
