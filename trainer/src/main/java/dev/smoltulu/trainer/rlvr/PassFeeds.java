package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** The inputs of one pass over episodes. */
final class PassFeeds {

    /** Given to the packer for numbers that are not known yet. */
    private static final float[] UNKNOWN = {};

    private PassFeeds() {}

    /** Cuts episodes into passes of a policy. */
    static List<PackedRollouts<Episode>> policyPasses(List<Episode> episodes, int tokenBudget, int headChunks) {
        return PackedRollouts.ofTokens(episodes, PassFeeds::tokens, tokenBudget, headChunks);
    }

    /** Cuts episodes into passes of a value model; {@code places} of an episode have a value. */
    static List<PackedRollouts<Episode>> valuePasses(
            List<Episode> episodes, ToIntFunction<Episode> places, int tokenBudget) {
        return PackedRollouts.ofPlaces(episodes, PassFeeds::tokens, places, tokenBudget);
    }

    private static PackedRollouts.Tokens tokens(Episode episode) {
        Rollout rollout = episode.rollout();
        return new PackedRollouts.Tokens(rollout.group(), rollout.prompt().inputIds(), rollout.tokens());
    }

    /**
     * For a {@link PolicyObjective}.
     *
     * @param weight    of each of an episode's tokens
     * @param onPolicy  whether the tokens are taken as drawn from the policy as it is
     * @param penalised whether the objective has the divergence from the reference in it
     */
    static Map<String, HostTensor> policy(
            PackedRollouts<Episode> pass, ToDoubleFunction<Episode> weight, boolean onPolicy, boolean penalised) {
        Map<String, HostTensor> feeds = pass.feeds();
        feeds.put(TargetInputs.IDS, pass.ids());
        feeds.put(TargetInputs.WEIGHTS, pass.perRollout(weight));
        feeds.put(PolicyObjective.ADVANTAGES, pass.perToken(episode -> narrow(episode.advantages)));
        feeds.put(PolicyObjective.OLD_LOG_PROBS, pass.perToken(episode -> known(episode.logProbs)));
        feeds.put(PolicyObjective.ON_POLICY, new HostTensor.Flag(onPolicy));
        if (penalised) {
            feeds.put(PolicyObjective.REFERENCE_LOG_PROBS, pass.perToken(episode -> known(episode.referenceLogProbs)));
        }
        return feeds;
    }

    /** For a {@link ValueObjective}; {@code weight} is that of each place. */
    static Map<String, HostTensor> value(PackedRollouts<Episode> pass, double weight) {
        Map<String, HostTensor> feeds = pass.feeds();
        feeds.put(TargetInputs.WEIGHTS, pass.perRollout(episode -> weight));
        feeds.put(ValueObjective.OLD_VALUES, pass.perToken(episode -> known(episode.values)));
        feeds.put(ValueObjective.RETURNS, pass.perToken(episode -> narrow(episode.returns)));
        return feeds;
    }

    private static float[] known(float[] numbers) {
        return numbers == null ? UNKNOWN : numbers;
    }

    private static float[] narrow(double[] numbers) {
        if (numbers == null) {
            return UNKNOWN;
        }
        float[] narrow = new float[numbers.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) numbers[i];
        }
        return narrow;
    }
}
