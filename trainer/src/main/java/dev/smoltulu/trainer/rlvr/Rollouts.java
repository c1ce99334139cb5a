package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.trainer.rlvr.Sampler.Wanted;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * The responses that a step learns from: to the batch's prompts and, with active sampling, to further ones in place of
 * those whose responses all got one reward.
 */
final class Rollouts {

    /**
     * The responses of one step.
     *
     * @param rollouts a group's one after the other
     * @param allRight groups, the replaced ones included, whose responses all got the full reward
     * @param allAlike groups, the replaced ones included, whose responses all got the same reward, full or not
     * @param rounds   of sampling
     */
    record Batch(List<Rollout> rollouts, int groups, int allRight, int allAlike, int rounds) {}

    private final PromptDataset prompts;
    private final SampleOrder order;
    private final int samples;
    private final double temperature;
    private final double topP;
    private final long seed;
    private final int mostRounds;

    Rollouts(RlvrConfig config, PromptDataset prompts, SampleOrder order) {
        this.prompts = prompts;
        this.order = order;
        this.samples = Math.toIntExact(config.rollouts().numberSamplesPerPrompt());
        this.temperature = config.rollouts().temperature();
        this.topP = config.rollouts().topP();
        this.seed = config.steps().seed();
        this.mostRounds = config.rollouts().activeSampling()
                ? Math.toIntExact(config.rollouts().maxSamplingRounds())
                : 1;
    }

    /** Responses that a step samples at first. */
    int responses(long step) {
        return order.batch(step).length * samples;
    }

    /**
     * The responses of {@code step}.
     *
     * @param done told how many responses of a round have ended
     * @return nothing if stopped
     */
    Optional<Batch> of(long step, Sampler sampler, BooleanSupplier stop, IntConsumer done) {
        int[] batch = order.batch(step);
        List<Rollout> kept = new ArrayList<>();
        List<Rollout> alike = new ArrayList<>();
        int groups = 0;
        int allRight = 0;
        int allAlike = 0;
        int rounds = 0;
        int[] next = batch;
        while (true) {
            Optional<List<Rollout>> sampled = sampler.sample(wanted(next, step, rounds, groups), stop, done);
            if (sampled.isEmpty()) {
                return Optional.empty();
            }
            rounds++;
            groups += next.length;
            for (int first = 0; first < sampled.get().size(); first += samples) {
                List<Rollout> group = sampled.get().subList(first, first + samples);
                boolean same =
                        group.stream().mapToDouble(Rollout::reward).distinct().count() == 1;
                allAlike += same ? 1 : 0;
                allRight +=
                        group.stream().allMatch(rollout -> rollout.verdict().score() == 1 && rollout.ended()) ? 1 : 0;
                (same ? alike : kept).addAll(group);
            }
            int missing = batch.length - kept.size() / samples;
            if (missing == 0 || rounds == mostRounds) {
                // What is missing is filled up with groups that teach nothing but to stay near the reference.
                kept.addAll(alike.subList(0, missing * samples));
                return Optional.of(new Batch(kept, groups, allRight, allAlike, rounds));
            }
            next = further(step, rounds, missing);
        }
    }

    private int[] further(long step, int round, int count) {
        return new SplittableRandom(RandomSeeds.of(seed, RandomSeeds.Use.FURTHER_PROMPTS, step, round))
                .ints(count, 0, prompts.size())
                .toArray();
    }

    private List<Wanted> wanted(int[] indices, long step, int round, int firstGroup) {
        List<Wanted> wanted = new ArrayList<>();
        for (int i = 0; i < indices.length; i++) {
            for (int sample = 0; sample < samples; sample++) {
                long own = RandomSeeds.of(seed, RandomSeeds.Use.RESPONSE, step, round, i, sample);
                wanted.add(new Wanted(
                        prompts.get(indices[i]), indices[i], firstGroup + i, new Sampling(temperature, topP, 0, own)));
            }
        }
        return wanted;
    }
}
