package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.graphs.objective.ValueObjective;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.trainer.batch.PackedRows;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/** The inputs of one pass over episodes, and whose the numbers are that it gives. */
final class PassFeeds {

    /** What stands for a number that the pass has no use for yet. */
    private static final float[] UNKNOWN = {};

    private final List<Episode> episodes;
    private final ToIntFunction<Episode> count;
    private final int total;
    private final Map<String, HostTensor> feeds;

    private PassFeeds(List<List<Episode>> rows, ToIntFunction<Episode> count, int multiple) {
        this.episodes = rows.stream().flatMap(List::stream).toList();
        PackedRows packed = new PackedRows(rows.stream()
                .map(row -> row.stream().map(Episode::ids).toList())
                .toList());
        this.count = count;
        int targets = episodes.stream().mapToInt(count).sum();
        this.total = (targets + multiple - 1) / multiple * multiple;
        this.feeds = new LinkedHashMap<>(packed.feeds());
        // A response's first token follows the prompt's last one; the place after its last token is that token's.
        long[] positions = new long[total];
        int[] number = new int[1];
        forEach((episode, first) -> {
            int[] places = packed.places(number[0]++);
            for (int i = 0; i < count.applyAsInt(episode); i++) {
                positions[first + i] = places[episode.promptLength() - 1 + i];
            }
        });
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(positions, total));
    }

    /**
     * For a {@link PolicyObjective}.
     *
     * @param weight    of each of an episode's tokens
     * @param onPolicy  whether the tokens are taken as drawn from the policy as it is
     * @param penalised whether the objective has the divergence from the reference in it
     */
    static PassFeeds policy(
            List<List<Episode>> rows,
            ToDoubleFunction<Episode> weight,
            boolean onPolicy,
            boolean penalised,
            int headChunks) {
        PassFeeds pass = new PassFeeds(rows, Episode::responseLength, headChunks);
        long[] ids = new long[pass.total];
        pass.forEach((episode, first) -> {
            int[] tokens = episode.rollout().tokens();
            for (int i = 0; i < tokens.length; i++) {
                ids[first + i] = tokens[i];
            }
        });
        pass.feeds.put(TargetInputs.IDS, new HostTensor.Longs(ids, pass.total));
        pass.weights(weight);
        pass.floats(PolicyObjective.ADVANTAGES, episode -> narrow(episode.advantages));
        pass.floats(PolicyObjective.OLD_LOG_PROBS, episode -> episode.logProbs);
        pass.feeds.put(PolicyObjective.ON_POLICY, new HostTensor.Flag(onPolicy));
        if (penalised) {
            pass.floats(PolicyObjective.REFERENCE_LOG_PROBS, episode -> episode.referenceLogProbs);
        }
        return pass;
    }

    /**
     * For a {@link ValueObjective}.
     *
     * @param places of an episode
     * @param weight of each of them
     */
    static PassFeeds value(List<List<Episode>> rows, ToIntFunction<Episode> places, double weight) {
        PassFeeds pass = new PassFeeds(rows, places, 1);
        pass.weights(episode -> weight);
        pass.floats(ValueObjective.OLD_VALUES, episode -> episode.values);
        pass.floats(ValueObjective.RETURNS, episode -> narrow(episode.returns));
        return pass;
    }

    Map<String, HostTensor> feeds() {
        return feeds;
    }

    /** Gives each episode its part of what the pass scored. */
    void distribute(float[] scores, BiConsumer<Episode, float[]> taker) {
        forEach((episode, first) ->
                taker.accept(episode, Arrays.copyOfRange(scores, first, first + count.applyAsInt(episode))));
    }

    private void weights(ToDoubleFunction<Episode> weight) {
        float[] weights = new float[total];
        forEach((episode, first) ->
                Arrays.fill(weights, first, first + count.applyAsInt(episode), (float) weight.applyAsDouble(episode)));
        feeds.put(TargetInputs.WEIGHTS, new HostTensor.Floats(weights, total));
    }

    private void floats(String name, Function<Episode, float[]> numbers) {
        float[] all = new float[total];
        forEach((episode, first) -> {
            float[] own = numbers.apply(episode);
            float[] known = own == null ? UNKNOWN : own;
            System.arraycopy(known, 0, all, first, known.length);
        });
        feeds.put(name, new HostTensor.Floats(all, total));
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

    private interface Placed {
        void accept(Episode episode, int first);
    }

    private void forEach(Placed consumer) {
        int first = 0;
        for (Episode episode : episodes) {
            consumer.accept(episode, first);
            first += count.applyAsInt(episode);
        }
    }
}
