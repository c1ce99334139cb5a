package dev.smoltulu.trainer.checkpoint;

import dev.smoltulu.base.OwnedResources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ModelWeights;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.graphs.weights.RandomInit;
import dev.smoltulu.runtime.training.InitialState;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where a new run starts: a model folder's weights, or random ones. */
public final class InitialModel implements InitialState, AutoCloseable {

    /** Fills a buffer with one parameter. */
    private interface Source {
        void fill(String name, FloatBuffer target);
    }

    private final Source source;
    private final OwnedResources owned;

    private InitialModel(Source source, OwnedResources owned) {
        this.source = source;
        this.owned = owned;
    }

    /** The weights in {@code folder}, which must be those of {@code config}. */
    public static InitialModel pretrained(Path folder, LlamaConfig config) {
        return pretrained(folder, config, config, 0);
    }

    /**
     * The weights in {@code folder}, which must be those of {@code stored}, as a start for {@code trained}: parameters
     * that the stored model does not have are drawn from {@code seed}.
     */
    public static InitialModel pretrained(Path folder, LlamaConfig stored, LlamaConfig trained, long seed) {
        List<ParameterSpec> found = LlamaParameters.of(stored);
        Set<String> names = found.stream().map(ParameterSpec::name).collect(Collectors.toSet());
        Source drawn = drawn(trained, seed);
        try (OwnedResources opening = new OwnedResources()) {
            ModelWeights weights = opening.own(ModelWeights.open(folder));
            weights.checkAgainst(found);
            return new InitialModel(
                    (name, target) -> {
                        if (names.contains(name)) {
                            weights.readFloats(name, target);
                        } else {
                            drawn.fill(name, target);
                        }
                    },
                    opening.release());
        }
    }

    /** Random weights, as transformers initialises the model: normal with the configured deviation, norms 1. */
    public static InitialModel random(LlamaConfig config, long seed) {
        return new InitialModel(drawn(config, seed), new OwnedResources());
    }

    private static Source drawn(LlamaConfig config, long seed) {
        Map<String, ParameterSpec> specs =
                LlamaParameters.of(config).stream().collect(Collectors.toMap(ParameterSpec::name, Function.identity()));
        return (name, target) -> {
            ParameterSpec spec = specs.get(name);
            // A score starts small whatever the width, as in open-instruct.
            double deviation = spec.kind() == ParameterSpec.Kind.SCORE
                    ? 1 / Math.sqrt(config.hiddenSize() + 1)
                    : config.initializerRange();
            RandomInit.fill(spec, seed, deviation, target);
        };
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
        owned.close();
    }
}
