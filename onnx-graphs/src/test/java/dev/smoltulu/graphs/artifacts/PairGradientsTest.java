package dev.smoltulu.graphs.artifacts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.smoltulu.graphs.artifacts.TrainingGraphs.Options;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.ir.Graph;
import dev.smoltulu.graphs.ir.Interpreter;
import dev.smoltulu.graphs.ir.Tensor;
import dev.smoltulu.graphs.llama.TinyLlama;
import dev.smoltulu.graphs.llama.TokenRows;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.RewardObjective;
import dev.smoltulu.graphs.objective.TargetInputs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Losses over preference pairs: their gradients in double precision, and their scores. */
class PairGradientsTest {

    private static final double[] REFERENCE = {-9, -4, -11, -6};
    private static final double[] SCALES = {0.25, 1, 0.5, 0.125};

    @ParameterizedTest(name = "label smoothing {0}, {1} chunks, checkpointing {2}")
    @CsvSource({"0,1,false", "0.1,2,true"})
    void preferences(double labelSmoothing, int chunks, boolean checkpointing) {
        LlamaConfig config = TinyLlama.config(true, true);
        Options options = new Options(
                new PreferenceObjective(0.7, labelSmoothing),
                checkpointing ? SftFeeds.MANY_POSITIONS : 8,
                chunks,
                checkpointing);
        ObjectiveGradients.check(config, options, preferenceFeeds(config, chunks));
    }

    @ParameterizedTest(name = "checkpointing {0}")
    @CsvSource({"false", "true"})
    void rewards(boolean checkpointing) {
        LlamaConfig config = TinyLlama.config(false, true).asRewardModel(3);
        ObjectiveGradients.check(
                config,
                new Options(new RewardObjective(), SftFeeds.MANY_POSITIONS, 1, checkpointing),
                rewardFeeds(config));
    }

    /** A sequence's score is the negative of what finetuning would sum up for it, whatever stands beside it. */
    @Test
    void scoresAreSummedLogProbabilities() {
        LlamaConfig config = TinyLlama.config(true, false);
        double[] scores = Interpreter.run(
                        TrainingGraphs.evaluation(config, new Options(new PreferenceObjective(5, 0), 8, 1, false)),
                        preferenceFeeds(config, 1))
                .get(TrainingGraphs.SCORES)
                .data();
        Graph sft = TrainingGraphs.evaluation(config, new Options(8, 1, false));
        for (int s = 0; s < scores.length; s++) {
            int[] sequence = SftFeeds.SEQUENCES.get(s);
            int targets = sequence.length - 1;
            Map<String, Tensor> feeds = SftFeeds.packed(config, 1, s);
            feeds.put(
                    TargetInputs.POSITIONS,
                    Tensor.integers(IntStream.range(0, targets).toArray()));
            feeds.put(TargetInputs.IDS, Tensor.integers(Arrays.copyOfRange(sequence, 1, sequence.length)));
            feeds.put(
                    TargetInputs.WEIGHTS,
                    Tensor.vector(DoubleStream.generate(() -> 1).limit(targets).toArray()));
            assertEquals(-Interpreter.run(sft, feeds).get(TrainingGraphs.LOSS).item(), scores[s], 1e-9);
        }
    }

    @Test
    void theLossIsTheOneOfThePaper() {
        LlamaConfig config = TinyLlama.config(true, false);
        Map<String, Tensor> results = Interpreter.run(
                TrainingGraphs.evaluation(config, new Options(new PreferenceObjective(0.7, 0.1), 8, 1, false)),
                preferenceFeeds(config, 1));
        double[] scores = results.get(TrainingGraphs.SCORES).data();
        double loss = 0;
        for (int pair = 0; pair < 2; pair++) {
            double margin = 0.7
                    * ((scores[2 * pair] - REFERENCE[2 * pair]) * SCALES[2 * pair]
                            - (scores[2 * pair + 1] - REFERENCE[2 * pair + 1]) * SCALES[2 * pair + 1]);
            loss += (pair + 1) * 0.25 * (0.9 * Math.log1p(Math.exp(-margin)) + 0.1 * Math.log1p(Math.exp(margin)));
        }
        assertEquals(loss, results.get(TrainingGraphs.LOSS).item(), 1e-6);
    }

    /** The four sequences as two pairs, of which one begins alike; every token after the first is trained. */
    private static Map<String, Tensor> preferenceFeeds(LlamaConfig config, int chunks) {
        TokenRows rows = TokenRows.pairs(SftFeeds.SEQUENCES);
        List<int[]> targets = new ArrayList<>();
        for (int s = 0; s < SftFeeds.SEQUENCES.size(); s++) {
            int[] sequence = SftFeeds.SEQUENCES.get(s);
            for (int i = 0; i + 1 < sequence.length; i++) {
                targets.add(new int[] {rows.rows()[s][i], sequence[i + 1], 1, s});
            }
        }
        while (targets.size() % chunks != 0) {
            targets.add(new int[4]);
        }
        Map<String, Tensor> feeds = new LinkedHashMap<>(rows.feeds());
        feeds.putAll(TinyLlama.parameters(config, 17));
        feeds.put(TargetInputs.POSITIONS, column(targets, 0));
        feeds.put(TargetInputs.IDS, column(targets, 1));
        feeds.put(TargetInputs.WEIGHTS, column(targets, 2));
        feeds.put(PreferenceObjective.TARGET_SEQUENCES, column(targets, 3));
        feeds.put(PreferenceObjective.REFERENCE_LOG_PROBS, Tensor.vector(REFERENCE));
        feeds.put(PreferenceObjective.SEQUENCE_SCALES, Tensor.vector(SCALES));
        feeds.put(PreferenceObjective.PAIR_WEIGHTS, Tensor.vector(0.25, 0.5));
        return feeds;
    }

    private static Tensor column(List<int[]> rows, int column) {
        return Tensor.vector(rows.stream().mapToDouble(row -> row[column]).toArray());
    }

    private static Map<String, Tensor> rewardFeeds(LlamaConfig config) {
        TokenRows rows = TokenRows.pairs(SftFeeds.SEQUENCES);
        Map<String, Tensor> feeds = new LinkedHashMap<>(rows.feeds());
        feeds.putAll(TinyLlama.parameters(config, 17));
        feeds.put(
                RewardObjective.SCORE_POSITIONS,
                Tensor.integers(Arrays.stream(rows.rows())
                        .mapToInt(row -> row[row.length - 1])
                        .toArray()));
        feeds.put(RewardObjective.PAIR_WEIGHTS, Tensor.vector(0.25, 0.5));
        return feeds;
    }
}
