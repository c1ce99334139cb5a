package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.data.PromptDataset;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/**
 * Samples the rollouts of a step: a group of number_samples_per_prompt responses to each prompt of the batch. With
 * active_sampling, groups whose responses all got one reward, which teach nothing, are replaced by those of further
 * prompts in at most max_sampling_rounds rounds.
 */
final class GroupSampler {

    private final PromptDataset prompts;
    private final RlvrConfig.Rollouts config;
    private final long seed;
    private final int groupSize;
    private final long maxRounds;

    /** @param seed of the run */
    GroupSampler(PromptDataset prompts, RlvrConfig.Rollouts config, long seed) {
        this.prompts = prompts;
        this.config = config;
        this.seed = seed;
        this.groupSize = Math.toIntExact(config.numberSamplesPerPrompt());
        this.maxRounds = config.activeSampling() ? config.maxSamplingRounds() : 1;
    }

    /**
     * Samples the rollouts of {@code step}, which depend on the weights, the seed and the step alone.
     *
     * @param batch numbers of the step's prompts in the data set
     * @param stop  polled; true ends sampling
     * @param done  takes the number of responses of a round that have ended so far
     * @return empty if stopped
     */
    Optional<RolloutBatch> sample(long step, int[] batch, Sampler sampler, BooleanSupplier stop, IntConsumer done) {
        List<Rollout> kept = new ArrayList<>();
        List<Rollout> uniform = new ArrayList<>();
        int groups = 0;
        int allRight = 0;
        int allEqual = 0;
        int rounds = 0;
        int[] next = batch;
        while (true) {
            Optional<List<Rollout>> sampled = sampler.sample(requests(next, step, rounds, groups), stop, done);
            if (sampled.isEmpty()) {
                return Optional.empty();
            }
            rounds++;
            groups += next.length;
            for (int first = 0; first < sampled.get().size(); first += groupSize) {
                List<Rollout> group = sampled.get().subList(first, first + groupSize);
                boolean equal =
                        group.stream().mapToDouble(Rollout::reward).distinct().count() == 1;
                boolean right =
                        group.stream().allMatch(rollout -> rollout.verdict().score() == 1 && rollout.ended());
                allEqual += equal ? 1 : 0;
                allRight += right ? 1 : 0;
                (equal ? uniform : kept).addAll(group);
            }
            int missing = batch.length - kept.size() / groupSize;
            if (missing == 0 || rounds == maxRounds) {
                // Remaining places are filled with uniform-reward groups, which train nothing but the KL penalty.
                kept.addAll(uniform.subList(0, missing * groupSize));
                return Optional.of(new RolloutBatch(kept, groups, allRight, allEqual, rounds));
            }
            next = furtherPrompts(step, rounds, missing);
        }
    }

    private int[] furtherPrompts(long step, int round, int count) {
        return new SplittableRandom(RandomSeeds.of(seed, RandomSeeds.Use.FURTHER_PROMPTS, step, round))
                .ints(count, 0, prompts.size())
                .toArray();
    }

    private List<Sampler.Request> requests(int[] batch, long step, int round, int firstGroup) {
        List<Sampler.Request> requests = new ArrayList<>();
        for (int i = 0; i < batch.length; i++) {
            for (int sample = 0; sample < groupSize; sample++) {
                long own = RandomSeeds.of(seed, RandomSeeds.Use.RESPONSE, step, round, i, sample);
                requests.add(new Sampler.Request(
                        prompts.get(batch[i]),
                        batch[i],
                        firstGroup + i,
                        new Sampling(config.temperature(), config.topP(), 0, own)));
            }
        }
        return requests;
    }
}
