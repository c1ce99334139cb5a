package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** The rewards of one response to each held-out prompt. */
final class HeldOut {

    private final List<Sampler.Wanted> wanted;
    private final Collection<String> sources;
    private final Sampler sampler;

    HeldOut(PromptDataset prompts, RlvrConfig config, Sampler sampler) {
        double temperature = config.heldOut().evalTemperature();
        long seed = config.steps().seed();
        this.wanted = IntStream.range(0, prompts.size())
                .mapToObj(i -> new Sampler.Wanted(
                        prompts.get(i),
                        i,
                        i,
                        temperature == 0
                                ? Sampling.GREEDY
                                : new Sampling(
                                        temperature,
                                        config.rollouts().topP(),
                                        0,
                                        RandomSeeds.of(seed, RandomSeeds.Use.EVALUATION, i))))
                .toList();
        this.sources = PromptRows.sources(prompts);
        this.sampler = sampler;
    }

    /** Responses of the model as it is, in the prompts' order; nothing if stopped. */
    Optional<List<Rollout>> sample(BooleanSupplier stop) {
        return sampler.sample(wanted, stop, done -> {});
    }

    Map<String, Double> measures(List<Rollout> rollouts) {
        return StepMeasures.ofRollouts(rollouts, sources);
    }
}
