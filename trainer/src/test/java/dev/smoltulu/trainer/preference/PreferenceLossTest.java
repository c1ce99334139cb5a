package dev.smoltulu.trainer.preference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.smoltulu.base.terminal.StopSignal;
import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.ModelParameters;
import dev.smoltulu.runtime.SessionSettings;
import dev.smoltulu.runtime.batch.LabelledTokens;
import dev.smoltulu.runtime.batch.PackedSequences;
import dev.smoltulu.runtime.scoring.RewardSession;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.TinyModel;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.checkpoint.ModelFiles;
import dev.smoltulu.trainer.loop.Batch;
import dev.smoltulu.trainer.loop.BatchData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.TrainingTask;
import dev.smoltulu.trainer.recipe.DpoConfig;
import dev.smoltulu.trainer.recipe.Objective;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RewardConfig;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Losses and metrics of preference pairs against their formulas in double precision, on log-probabilities and rewards
 * that other graphs give, one sequence at a time.
 */
final class PreferenceLossTest {

    private static final int PAIRS = 6;
    private static final long POLICY_SEED = 42;
    private static final long REFERENCE_SEED = 7;
    private static final double TOLERANCE = 2e-5;
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());

    @TempDir
    Path temp;

    private Path model;
    private Path data;
    private StopSignal stop;

    /** What a task makes of its rows, without training. */
    private record Measured(double loss, Map<String, Double> metrics, Batch batch) {}

    @BeforeEach
    void makeFiles() throws IOException {
        model = TinyModel.folder(temp);
        data = TinyModel.rows(temp.resolve("pairs.jsonl"), PAIRS, "chosen_", "rejected_");
        stop = StopSignal.install(NOWHERE);
    }

    @AfterEach
    void leaveSignals() {
        stop.close();
    }

    @ParameterizedTest
    @CsvSource({"dpo, 0.3, 0", "dpo, 0.3, 0.2", "dpo_norm, 5, 0", "dpo_norm, 5, 0.1"})
    void dpoIsTheFormulaOfItsPaper(String lossType, double beta, double smoothing) throws Exception {
        Recipe recipe = recipe(
                Objective.DPO,
                "\"loss_type\": \"" + lossType + "\", \"beta\": " + beta + ", \"label_smoothing\": " + smoothing);
        DpoTask task = new DpoTask(recipe.config(DpoConfig.class), Optional.of(referenceFolder()), Optional.empty());
        RunSetup setup = setup(task);
        BatchData<PreferencePair> pairs = load(task, setup);
        Measured measured = measure(setup, pairs);

        double[][] policy = logProbs(pairs, POLICY_SEED);
        double[][] reference = logProbs(pairs, REFERENCE_SEED);
        double loss = 0;
        double[] rewards = new double[2];
        double[] logps = new double[2];
        double right = 0;
        for (int i = 0; i < PAIRS; i++) {
            List<TokenSequence> sides = pairs.rows().training().get(i).sides();
            double[] reward = new double[2];
            for (int side = 0; side < 2; side++) {
                double scale =
                        lossType.equals("dpo") ? 1 : 1.0 / sides.get(side).trainedTokens();
                reward[side] = beta * scale * (policy[i][side] - reference[i][side]);
                rewards[side] += reward[side] / PAIRS;
                logps[side] += scale * policy[i][side] / PAIRS;
            }
            double margin = reward[0] - reward[1];
            loss -= ((1 - smoothing) * logSigmoid(margin) + smoothing * logSigmoid(-margin)) / PAIRS;
            right += margin > 0 ? 1.0 / PAIRS : 0;
        }
        assertClose(loss, measured.loss());
        assertClose(rewards[0], measured.metrics().get("rewards/chosen"));
        assertClose(rewards[1], measured.metrics().get("rewards/rejected"));
        assertClose(rewards[0] - rewards[1], measured.metrics().get("rewards/margins"));
        assertClose(right, measured.metrics().get("rewards/accuracies"));
        assertClose(logps[0], measured.metrics().get("logps/chosen"));
        assertClose(logps[1], measured.metrics().get("logps/rejected"));
        assertTrue(measured.batch().passes().size() > 1, "the batch is to be cut into passes");
    }

    /** On equal weights every margin is 0, and the loss of a pair log 2. */
    @Test
    void dpoBeginsAtLogTwoWhereTheReferenceIsThePolicy() throws Exception {
        DpoTask task =
                new DpoTask(recipe(Objective.DPO, "").config(DpoConfig.class), Optional.empty(), Optional.empty());
        RunSetup setup = setup(task);
        Measured measured = measure(setup, load(task, setup));
        assertEquals(Math.log(2), measured.loss(), 1e-6);
        assertEquals(0, measured.metrics().get("rewards/margins"));
        assertEquals(0, measured.metrics().get("rewards/accuracies"));
    }

    @Test
    void aRewardModelsLossIsThatOfItsPaper() throws Exception {
        RewardTask task = new RewardTask(recipe(Objective.REWARD, "").config(RewardConfig.class));
        RunSetup setup = setup(task);
        BatchData<PreferencePair> pairs = load(task, setup);
        Measured measured = measure(setup, pairs);
        double loss = 0;
        double[] means = new double[2];
        double right = 0;
        try (InitialModel initial = InitialModel.random(setup.model(), POLICY_SEED);
                ModelParameters parameters = ModelParameters.of(setup.model(), initial::parameter);
                RewardSession scorer = new RewardSession(
                        setup.model(), parameters.tensors(), setup.maxLength(), SessionSettings.on(Device.CPU))) {
            for (PreferencePair pair : pairs.rows().training().all()) {
                float chosen = scorer.rewards(List.of(pair.chosen().inputIds()))[0];
                float rejected = scorer.rewards(List.of(pair.rejected().inputIds()))[0];
                loss -= logSigmoid((double) chosen - rejected) / PAIRS;
                means[0] += (double) chosen / PAIRS;
                means[1] += (double) rejected / PAIRS;
                right += chosen > rejected ? 1.0 / PAIRS : 0;
            }
        }
        assertClose(loss, measured.loss());
        assertClose(means[0], measured.metrics().get("rewards/chosen"));
        assertClose(means[1], measured.metrics().get("rewards/rejected"));
        assertClose(means[0] - means[1], measured.metrics().get("rewards/margins"));
        assertClose(right, measured.metrics().get("accuracy"));
        assertEquals(
                List.of("rewards/chosen", "rewards/rejected", "rewards/margins", "accuracy"),
                List.copyOf(measured.metrics().keySet()));
        assertEquals(2L * PAIRS, measured.batch().trainedTokens());
    }

    /** One evaluation of the same rows: their metrics are those of a step, and each pair's rewards are written. */
    @Test
    void anEvaluationWritesThePairsInTheOrderOfTheRows() throws Exception {
        RewardTask task = new RewardTask(
                recipe(Objective.REWARD, "\"eval_data\": \"" + data + "\"").config(RewardConfig.class));
        RunSetup setup = setup(task);
        BatchData<PreferencePair> pairs = load(task, setup);
        Batch held = pairs.evaluation().orElseThrow();
        List<float[]> scores = scores(setup, held);
        pairs.evaluated(temp, scores);
        List<String> lines = Files.readAllLines(temp.resolve("eval_pairs.jsonl"));
        assertEquals(PAIRS, lines.size());
        for (int i = 0; i < PAIRS; i++) {
            assertTrue(lines.get(i).contains(pairs.rows().training().origin(i)), lines.get(i));
        }
        assertEquals(measure(setup, pairs).metrics(), held.metrics().apply(scores));
    }

    private Recipe recipe(Objective objective, String entries) {
        String budget = "\"micro_batch_tokens\": 40, \"gradient_checkpointing\": false";
        return TinyModel.recipe(
                objective, model, data, temp.resolve("run"), entries.isEmpty() ? budget : entries + ", " + budget);
    }

    private RunSetup setup(TrainingTask task) {
        return RunSetup.of(task, model, TinyModel.console(NOWHERE, stop));
    }

    @SuppressWarnings("unchecked")
    private BatchData<PreferencePair> load(TrainingTask task, RunSetup setup) throws Exception {
        BatchData<PreferencePair> pairs = (BatchData<PreferencePair>) task.load(setup);
        pairs.prepare(Files.createDirectories(temp.resolve("run")));
        return pairs;
    }

    private static Measured measure(RunSetup setup, BatchData<PreferencePair> pairs) {
        int[] all = {0, 1, 2, 3, 4, 5};
        Batch batch = pairs.batch(all);
        try (TrainingSession session = session(setup)) {
            double loss = 0;
            List<float[]> scores = new ArrayList<>();
            for (Supplier<Map<String, HostTensor>> pass : batch.passes()) {
                loss += session.accumulate(pass.get());
                scores.add(session.scores());
            }
            return new Measured(loss, batch.metrics().apply(scores), batch);
        }
    }

    private static List<float[]> scores(RunSetup setup, Batch batch) {
        try (TrainingSession session = session(setup)) {
            List<float[]> scores = new ArrayList<>();
            for (Supplier<Map<String, HostTensor>> pass : batch.passes()) {
                session.evaluate(pass.get());
                scores.add(session.scores());
            }
            return scores;
        }
    }

    private static TrainingSession session(RunSetup setup) {
        try (InitialModel initial = InitialModel.random(setup.model(), POLICY_SEED)) {
            return new BoundTrainingSession(
                    setup.spec(setup.model(), setup.task().objective()), initial);
        }
    }

    /** Another model's weights, written as a run writes them. */
    private Path referenceFolder() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("reference"));
        try (TrainingSession session = sftSession(REFERENCE_SEED)) {
            new ModelFiles(TinyModel.CONFIG, model).write(folder, session);
        }
        return folder;
    }

    private TrainingSession sftSession(long seed) {
        RunSetup setup = setup(
                new DpoTask(recipe(Objective.DPO, "").config(DpoConfig.class), Optional.empty(), Optional.empty()));
        LlamaConfig config = setup.model();
        try (InitialModel initial = InitialModel.random(config, seed)) {
            return new BoundTrainingSession(setup.spec(config, new SftObjective()), initial);
        }
    }

    /** The sums over trained tokens of both sides of every pair, by supervised finetuning's graph. */
    private double[][] logProbs(BatchData<PreferencePair> pairs, long seed) {
        double[][] sums = new double[PAIRS][2];
        try (TrainingSession session = sftSession(seed)) {
            for (int i = 0; i < PAIRS; i++) {
                List<TokenSequence> sides = pairs.rows().training().get(i).sides();
                for (int side = 0; side < 2; side++) {
                    TokenSequence sequence = sides.get(side);
                    sums[i][side] = -session.evaluate(
                            PackedSequences.of(List.of(sequence), x -> new LabelledTokens(x.inputIds(), x.labels()))
                                    .feeds(x -> 1, 1));
                }
            }
        }
        return sums;
    }

    private static double logSigmoid(double x) {
        return -Math.log1p(Math.exp(-x));
    }

    private static void assertClose(double expected, double actual) {
        assertEquals(expected, actual, TOLERANCE * Math.max(1, Math.abs(expected)));
    }
}
