package dev.smoltulu.runtime.batch;

import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;

/**
 * A micro batch of rollouts: sampled responses after their prompts. Responses to one prompt stand in one row that has
 * the prompt once, where that is less work. How a batch is cut changes results by rounding only.
 *
 * <p>The targets are positions of the responses: for a policy those that predict the response's tokens, for a value
 * model those that have a value. The packer lays out tokens and targets; the caller adds what its objective knows of
 * them, by the names of {@link dev.smoltulu.graphs.objective.PolicyObjective} and
 * {@link dev.smoltulu.graphs.objective.ValueObjective}.
 *
 * @param <T> what the caller calls a rollout
 */
public final class PackedRollouts<T> {

    /**
     * The token ids of a rollout. The arrays are the record's own: do not change them.
     *
     * @param group    equal for rollouts of one prompt, which may share a row
     * @param prompt   at least one token
     * @param response without the prompt
     */
    public record Tokens(int group, int[] prompt, int[] response) {

        /** Tokens of prompt and response. */
        public int length() {
            return prompt.length + response.length;
        }

        private int[] all() {
            int[] all = Arrays.copyOf(prompt, length());
            System.arraycopy(response, 0, all, prompt.length, response.length);
            return all;
        }
    }

    private final List<List<T>> rows;
    private final List<T> rollouts;
    private final Function<T, Tokens> tokens;
    private final ToIntFunction<T> count;
    private final int targets;

    private PackedRollouts(List<List<T>> rows, Function<T, Tokens> tokens, ToIntFunction<T> count, int multiple) {
        this.rows = rows;
        this.rollouts = rows.stream().flatMap(List::stream).toList();
        this.tokens = tokens;
        this.count = count;
        int used = rollouts.stream().mapToInt(count).sum();
        this.targets = (used + multiple - 1) / multiple * multiple;
    }

    /**
     * Cuts a batch into micro batches for a policy, whose targets are the responses' tokens.
     *
     * @param tokenBudget maximum tokens of a micro batch; a longer rollout makes one of its own
     * @param headChunks  the number of targets is padded to a multiple of this
     */
    public static <T> List<PackedRollouts<T>> ofTokens(
            List<T> rollouts, Function<T, Tokens> tokens, int tokenBudget, int headChunks) {
        return cut(rollouts, tokens, tokenBudget).stream()
                .map(rows -> new PackedRollouts<>(
                        rows, tokens, rollout -> tokens.apply(rollout).response().length, headChunks))
                .toList();
    }

    /**
     * Cuts a batch into the same micro batches for a value model, which is read from the prompt's last token on.
     *
     * @param places how many positions of a rollout have a value: as many as the response has tokens, or one more
     */
    public static <T> List<PackedRollouts<T>> ofPlaces(
            List<T> rollouts, Function<T, Tokens> tokens, ToIntFunction<T> places, int tokenBudget) {
        return cut(rollouts, tokens, tokenBudget).stream()
                .map(rows -> new PackedRollouts<>(rows, tokens, places, 1))
                .toList();
    }

    /** The rows of each micro batch. */
    private static <T> List<List<List<T>>> cut(List<T> rollouts, Function<T, Tokens> tokens, int tokenBudget) {
        Map<Integer, List<T>> groups = new LinkedHashMap<>();
        rollouts.forEach(rollout -> groups.computeIfAbsent(tokens.apply(rollout).group(), group -> new ArrayList<>())
                .add(rollout));
        List<Row<T>> rows = new ArrayList<>();
        for (List<T> group : groups.values()) {
            Row<T> row = null;
            for (T rollout : group) {
                Tokens added = tokens.apply(rollout);
                if (row == null || !row.takes(added, tokenBudget)) {
                    row = new Row<>(added.prompt().length);
                    rows.add(row);
                }
                row.add(rollout, added);
            }
        }
        return TokenBudget.groups(rows, row -> row.tokens, tokenBudget).stream()
                .map(group ->
                        group.stream().map(row -> List.copyOf(row.rollouts)).toList())
                .toList();
    }

    /** Rollouts of one prompt that share a row. */
    private static final class Row<T> {

        private final List<T> rollouts = new ArrayList<>();
        private int tokens;

        Row(int prompt) {
            this.tokens = prompt;
        }

        /** Whether one more response in this row is less work than in a row of its own, and within {@code budget}. */
        boolean takes(Tokens rollout, int budget) {
            int shared = tokens + rollout.response().length;
            return shared <= budget
                    && PackedRows.work(shared) < PackedRows.work(tokens) + PackedRows.work(rollout.length());
        }

        void add(T rollout, Tokens added) {
            rollouts.add(rollout);
            tokens += added.response().length;
        }
    }

    /** The rollouts in the order in which they are packed. */
    public List<T> rollouts() {
        return rollouts;
    }

    /** Packs the rollouts: the token inputs, and {@link TargetInputs#POSITIONS}. */
    public Map<String, HostTensor> feeds() {
        PackedRows packed = new PackedRows(rows.stream()
                .map(row ->
                        row.stream().map(rollout -> tokens.apply(rollout).all()).toList())
                .toList());
        long[] positions = new long[targets];
        int first = 0;
        for (int number = 0; number < rollouts.size(); number++) {
            T rollout = rollouts.get(number);
            int[] places = packed.places(number);
            // The response's first token follows the prompt's last one.
            int before = tokens.apply(rollout).prompt().length - 1;
            for (int i = 0; i < count.applyAsInt(rollout); i++) {
                positions[first++] = places[before + i];
            }
        }
        Map<String, HostTensor> feeds = new LinkedHashMap<>(packed.feeds());
        feeds.put(TargetInputs.POSITIONS, new HostTensor.Longs(positions, targets));
        return feeds;
    }

    /** {@link TargetInputs#IDS} of a policy: the responses' tokens, int64 [targets]; 0 for targets of the padding. */
    public HostTensor ids() {
        long[] ids = new long[targets];
        forEach((rollout, first) -> {
            int[] response = tokens.apply(rollout).response();
            for (int i = 0; i < response.length; i++) {
                ids[first + i] = response[i];
            }
        });
        return new HostTensor.Longs(ids, targets);
    }

    /** One number for all targets of a rollout, such as their weight, float [targets]; 0 for targets of the padding. */
    public HostTensor perRollout(ToDoubleFunction<T> number) {
        float[] numbers = new float[targets];
        forEach((rollout, first) ->
                Arrays.fill(numbers, first, first + count.applyAsInt(rollout), (float) number.applyAsDouble(rollout)));
        return new HostTensor.Floats(numbers, targets);
    }

    /**
     * A number for each target, float [targets].
     *
     * @param numbers those of a rollout, at most one per target; targets that have none get 0, as the padding does
     */
    public HostTensor perToken(Function<T, float[]> numbers) {
        float[] all = new float[targets];
        forEach((rollout, first) -> {
            float[] own = numbers.apply(rollout);
            if (own.length > count.applyAsInt(rollout)) {
                throw new IllegalArgumentException(
                        own.length + " numbers for " + count.applyAsInt(rollout) + " targets of a rollout");
            }
            System.arraycopy(own, 0, all, first, own.length);
        });
        return new HostTensor.Floats(all, targets);
    }

    /**
     * Gives each rollout its part, a number for each of its targets.
     *
     * @param numbers of a session's pass over this micro batch, such as its scores, [targets]
     */
    public void forEach(float[] numbers, BiConsumer<T, float[]> taker) {
        forEach((rollout, first) ->
                taker.accept(rollout, Arrays.copyOfRange(numbers, first, first + count.applyAsInt(rollout))));
    }

    /** Takes a rollout with the number of its first target. */
    private interface Placed<T> {
        void accept(T rollout, int first);
    }

    private void forEach(Placed<T> consumer) {
        int first = 0;
        for (T rollout : rollouts) {
            consumer.accept(rollout, first);
            first += count.applyAsInt(rollout);
        }
    }
}
