package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.config.ModelHead;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.loop.Batch;
import dev.smoltulu.trainer.loop.BatchData;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.RewardConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Training of a reward model (Ouyang et al., arXiv 2203.02155, section 3.5; Tulu 3, arXiv 2411.15124): {@code smoltulu
 * reward}.
 *
 * <p>A row is a prompt x with a chosen answer y_c and a rejected one y_r. The model's head is one number for a token,
 * the score; a sequence's reward r(x, y) is that of its last token:
 *
 * <pre>
 *     loss = -log sigmoid(r(x, y_c) - r(x, y_r))        equation 1 for one pair
 * </pre>
 *
 * <p>The loss of a batch is its pairs' mean. {@link RewardObjective} computes it in the graph; the pass's scores are the
 * rewards.
 */
public record RewardTask(RewardConfig config) implements TrainingTask {

    @Override
    public String title() {
        return "Reward model training";
    }

    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        return rewardModel(stored, folder);
    }

    /** A reward model as it is; a language model with a new score in place of its head. */
    public static LlamaConfig rewardModel(LlamaConfig stored, Path folder) {
        return stored.head() == ModelHead.SCORE ? stored : stored.asRewardModel(padToken(stored, folder));
    }

    /**
     * What fills up batches in transformers, which takes a sequence's last other token as its end: never the token that
     * ends an answer.
     */
    private static int padToken(LlamaConfig config, Path folder) {
        Set<Integer> ends = new HashSet<>(config.eosTokenIds());
        IntStream named = config.padTokenId().stream().mapToInt(Integer::intValue);
        if (Files.exists(folder.resolve("tokenizer.json"))) {
            try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
                tokenizer.eosId().ifPresent(ends::add);
                named = IntStream.concat(named, tokenizer.padId().stream());
            }
        }
        return Stream.of(
                        named,
                        config.bosTokenId().stream().mapToInt(Integer::intValue),
                        IntStream.range(0, config.vocabSize()))
                .flatMapToInt(candidates -> candidates)
                .filter(id -> !ends.contains(id))
                .findFirst()
                .orElseThrow();
    }

    @Override
    public TrainingObjective objective() {
        return new RewardObjective();
    }

    @Override
    public int sequencesPerExample() {
        return 2;
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        return new Pairs(setup, RunRows.load(setup, true, TokenDataset::pairs));
    }

    private record Pairs(RunSetup setup, RunRows<TokenDataset<PreferencePair>> rows)
            implements BatchData<PreferencePair> {

        /** Only each sequence's last token is scored. */
        @Override
        public long trainedTokens(PreferencePair pair) {
            return 2;
        }

        @Override
        public Batch batch(int[] indices) {
            return batch(rows.training().get(indices));
        }

        @Override
        public Optional<Batch> evaluation() {
            return rows.evaluation().map(dataset -> batch(dataset.all()));
        }

        private Batch batch(List<PreferencePair> pairs) {
            List<PackedPairs<PreferencePair>> passes = PairReward.passes(pairs, setup.tokenBudget());
            return new Batch(
                    pairs.stream().mapToLong(PreferencePair::length).sum(),
                    2L * pairs.size(),
                    passes.stream()
                            .<Supplier<Map<String, HostTensor>>>map(pass -> () -> inputs(pass, pairs.size()))
                            .toList(),
                    scores -> metrics(rewards(passes, scores)));
        }

        /** The graph's inputs: tokens, every sequence's last token, and every pair's share of the loss, 1 / n. */
        private static Map<String, HostTensor> inputs(PackedPairs<PreferencePair> pass, int n) {
            Map<String, HostTensor> inputs = pass.endFeeds();
            inputs.put(RewardObjective.PAIR_WEIGHTS, pass.perPair(pair -> 1.0 / n));
            return inputs;
        }

        private static List<PairReward> rewards(List<PackedPairs<PreferencePair>> passes, List<float[]> scores) {
            List<PairReward> rewards = new ArrayList<>();
            PairReward.forEach(
                    passes,
                    scores,
                    (pair, chosen, rejected) -> rewards.add(new PairReward(pair.index(), chosen, rejected)));
            return rewards;
        }

        /** The accuracy has TRL's name for reward models. */
        private static Map<String, Double> metrics(List<PairReward> rewards) {
            Map<String, Double> metrics = PairReward.metrics(rewards);
            metrics.put("accuracy", metrics.remove("rewards/accuracies"));
            return metrics;
        }

        @Override
        public void evaluated(Path runFolder, List<float[]> scores) {
            TokenDataset<PreferencePair> held = rows.evaluation().orElseThrow();
            PairReward.write(runFolder, held, rewards(PairReward.passes(held.all(), setup.tokenBudget()), scores));
        }
    }
}
