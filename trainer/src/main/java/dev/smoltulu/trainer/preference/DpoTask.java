package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.loop.Batch;
import dev.smoltulu.trainer.loop.BatchData;
import dev.smoltulu.trainer.loop.RunData;
import dev.smoltulu.trainer.loop.RunRows;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.DpoConfig;
import dev.smoltulu.trainer.reference.ReferenceModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Direct preference optimisation (Rafailov et al., arXiv 2305.18290): {@code smoltulu dpo}.
 *
 * <p>A row is a prompt x with a chosen answer y_c and a rejected one y_r. A pair goes through these steps:
 *
 * <pre>
 *     log pi(y|x)   = sum over y's trained tokens of their log-probabilities      the graph's scores
 *     log ref(y|x)  = the same of the reference model                            {@link ReferencePass}, before training
 *     s(y)          = 1 for loss_type dpo; 1 / trained tokens of y for dpo_norm  {@link #scale}
 *     r(x, y)       = beta s(y) (log pi(y|x) - log ref(y|x))                     implicit reward, section 4
 *     loss          = -(1 - e) log sigmoid(r(x, y_c) - r(x, y_r))                equation 7
 *                         - e  log sigmoid(r(x, y_r) - r(x, y_c))                e = label_smoothing
 * </pre>
 *
 * <p>The loss of a batch is its pairs' mean. {@link PreferenceObjective} computes it in the graph. The length-normalised
 * variant dpo_norm is Tulu 3's (arXiv 2411.15124), label smoothing conservative DPO's (Mitchell, "A note
 * on DPO with noisy preferences").
 *
 * @param referenceFolder the recipe's reference_model, found on this machine, where it names one
 * @param shared          folder in which runs share reference log-probabilities
 */
public record DpoTask(DpoConfig config, Optional<Path> referenceFolder, Optional<Path> shared) implements TrainingTask {

    @Override
    public String title() {
        return "Preference tuning";
    }

    @Override
    public LlamaConfig trained(LlamaConfig stored, Path folder) {
        return TrainingTask.languageModel(stored, folder, "dpo");
    }

    @Override
    public TrainingObjective objective() {
        return new PreferenceObjective(config.beta(), config.labelSmoothing());
    }

    @Override
    public int sequencesPerExample() {
        return 2;
    }

    @Override
    public RunData load(RunSetup setup) throws InterruptedException {
        ReferenceModel reference = ReferenceModel.of(setup, referenceFolder.orElse(setup.modelFolder()));
        return new Pairs(setup, RunRows.load(setup, true, TokenDataset::pairs), reference);
    }

    /** s(y). */
    private float scale(TokenSequence answer) {
        return switch (config.lossType()) {
            case DPO -> 1f;
            case DPO_NORM -> 1f / answer.trainedTokens();
        };
    }

    /** r(x, y) of {@code answer}, whose log-probabilities under policy and reference these are. */
    private double reward(TokenSequence answer, double policy, double reference) {
        return config.beta() * scale(answer) * (policy - reference);
    }

    private final class Pairs implements BatchData<PreferencePair> {

        private final RunSetup setup;
        private final RunRows<TokenDataset<PreferencePair>> rows;
        private final ReferenceModel model;
        private ReferenceLogProbs reference;
        private ReferenceLogProbs evaluationReference;

        Pairs(RunSetup setup, RunRows<TokenDataset<PreferencePair>> rows, ReferenceModel model) {
            this.setup = setup;
            this.rows = rows;
            this.model = model;
        }

        @Override
        public RunRows<TokenDataset<PreferencePair>> rows() {
            return rows;
        }

        @Override
        public long trainedTokens(PreferencePair pair) {
            return pair.trainedTokens();
        }

        /** log ref(y|x) of all pairs that training and evaluation will see. */
        @Override
        public void prepare(Path runFolder) throws InterruptedException {
            try (ReferencePass pass = new ReferencePass(setup, model, runFolder, shared)) {
                reference = pass.of("training", rows.training(), firstEpoch(), this::inputs);
                if (rows.evaluation().isPresent()) {
                    TokenDataset<PreferencePair> held = rows.evaluation().get();
                    evaluationReference = pass.of("evaluation", held, passes(held.all()).stream(), this::inputs);
                }
            }
        }

        /** The passes of the first epoch's batches, or of as many of them as there are steps. */
        private Stream<PackedPairs<PreferencePair>> firstEpoch() {
            SampleOrder order = config.steps().order(rows.training().size());
            long steps = Math.min(setup.totalSteps(order), order.stepsPerEpoch());
            return LongStream.range(0, steps)
                    .mapToObj(step -> passes(rows.training().get(order.batch(step))))
                    .flatMap(List::stream);
        }

        @Override
        public Batch batch(int[] indices) {
            return batch(rows.training().get(indices), reference);
        }

        @Override
        public Optional<Batch> evaluation() {
            return rows.evaluation().map(held -> batch(held.all(), evaluationReference));
        }

        private Batch batch(List<PreferencePair> pairs, ReferenceLogProbs known) {
            List<PackedPairs<PreferencePair>> passes = passes(pairs);
            return new Batch(
                    pairs.stream().mapToLong(PreferencePair::length).sum(),
                    pairs.stream().mapToLong(PreferencePair::trainedTokens).sum(),
                    passes.stream()
                            .<Supplier<Map<String, HostTensor>>>map(pass -> () -> inputs(pass, known, pairs.size()))
                            .toList(),
                    scores -> metrics(passes, scores, known));
        }

        private List<PackedPairs<PreferencePair>> passes(List<PreferencePair> pairs) {
            return PairReward.passes(pairs, setup.tokenBudget());
        }

        /** The graph's inputs: tokens and targets, and of every sequence log ref(y|x) and s(y), of every pair 1 / n. */
        private Map<String, HostTensor> inputs(PackedPairs<PreferencePair> pass, ReferenceLogProbs known, int n) {
            Map<String, HostTensor> inputs = pass.targetFeeds(setup.headChunks());
            inputs.put(
                    PreferenceObjective.REFERENCE_LOG_PROBS,
                    pass.perSequence(pair -> known.chosen(pair.index()), pair -> known.rejected(pair.index())));
            inputs.put(
                    PreferenceObjective.SEQUENCE_SCALES,
                    pass.perSequence(pair -> scale(pair.chosen()), pair -> scale(pair.rejected())));
            inputs.put(PreferenceObjective.PAIR_WEIGHTS, pass.perPair(pair -> 1.0 / n));
            return inputs;
        }

        /** r(x, y) of both sides of every pair, from the scores log pi(y|x). */
        private List<PairReward> rewards(
                List<PackedPairs<PreferencePair>> passes, List<float[]> scores, ReferenceLogProbs known) {
            List<PairReward> rewards = new ArrayList<>();
            PairReward.forEach(
                    passes,
                    scores,
                    (pair, chosen, rejected) -> rewards.add(new PairReward(
                            pair.index(),
                            reward(pair.chosen(), chosen, known.chosen(pair.index())),
                            reward(pair.rejected(), rejected, known.rejected(pair.index())))));
            return rewards;
        }

        /** Those of the rewards, and logps/...: the means over the pairs of s(y) log pi(y|x). */
        private Map<String, Double> metrics(
                List<PackedPairs<PreferencePair>> passes, List<float[]> scores, ReferenceLogProbs known) {
            double[] sums = new double[2];
            PairReward.forEach(passes, scores, (pair, chosen, rejected) -> {
                sums[0] += scale(pair.chosen()) * (double) chosen;
                sums[1] += scale(pair.rejected()) * (double) rejected;
            });
            List<PairReward> rewards = rewards(passes, scores, known);
            Map<String, Double> metrics = PairReward.metrics(rewards);
            metrics.put("logps/chosen", sums[0] / rewards.size());
            metrics.put("logps/rejected", sums[1] / rewards.size());
            return metrics;
        }

        @Override
        public void evaluated(Path runFolder, List<float[]> scores) {
            TokenDataset<PreferencePair> held = rows.evaluation().orElseThrow();
            PairReward.write(runFolder, held, rewards(passes(held.all()), scores, evaluationReference));
        }
    }
}
