package dev.smoltulu.bench;

import dev.smoltulu.graphs.artifacts.TrainingGraphs;
import dev.smoltulu.graphs.objective.PreferenceObjective;
import dev.smoltulu.graphs.objective.SftObjective;
import dev.smoltulu.graphs.objective.TrainingObjective;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.tokenizer.TokenSequence;
import dev.smoltulu.trainer.batch.PackedBatch;
import dev.smoltulu.trainer.batch.PackedPairs;
import dev.smoltulu.trainer.batch.WeightedSequence;
import dev.smoltulu.trainer.data.PreferencePair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a step of preference tuning costs beside one of finetuning: the same model, sequences and trained tokens, taking
 * turns in one process. The reference's log-probabilities are inputs, as they are with the cache in place.
 */
public final class PreferenceStepBench {

    private static final int WARMUP = 2;
    private static final int DEFAULT_ROUNDS = 7;
    /** The second half of every sequence is trained. */
    private static final int TRAINED = BenchBatch.LENGTH / 2;

    private PreferenceStepBench() {
    }

    /** Prints median seconds a step of both, and their ratio. Argument: measured steps of each (default 7). */
    public static void main(String[] arguments) {
        int rounds = arguments.length == 0 ? DEFAULT_ROUNDS : Integer.parseInt(arguments[0]);
        List<TokenSequence> sequences = sequences();
        double[] finetuning = new double[rounds];
        double[] preference = new double[rounds];
        try (BoundTrainingSession sft = open(new SftObjective());
                BoundTrainingSession dpo = open(new PreferenceObjective(5, 0))) {
            Map<String, HostTensor> rows = PackedBatch.of(sequences.stream().map(sequence ->
                    new WeightedSequence(sequence, 1.0 / (BenchBatch.ROWS * TRAINED))).toList(), 1);
            Map<String, HostTensor> pairs = pairs(sequences);
            for (int i = -WARMUP; i < rounds; i++) {
                double sftSeconds = seconds(sft, rows);
                double dpoSeconds = seconds(dpo, pairs);
                if (i >= 0) {
                    finetuning[i] = sftSeconds;
                    preference[i] = dpoSeconds;
                }
            }
        }
        double ratio = median(preference) / median(finetuning);
        System.out.printf(Locale.ROOT, "sft %.3f s, dpo %.3f s a step (medians of %d); ratio %.3f%n",
                median(finetuning), median(preference), rounds, ratio);
    }

    private static BoundTrainingSession open(TrainingObjective objective) {
        return SmolTuluTrainingStep.open(new TrainingGraphs.Options(objective, BenchBatch.LENGTH, 1, false));
    }

    private static double seconds(BoundTrainingSession session, Map<String, HostTensor> batch) {
        long start = System.nanoTime();
        session.accumulate(batch);
        session.update(AdamW.LEARNING_RATE);
        return (System.nanoTime() - start) / 1e9;
    }

    private static Map<String, HostTensor> pairs(List<TokenSequence> sequences) {
        List<PreferencePair> pairs = new ArrayList<>();
        for (int i = 0; i < sequences.size(); i += 2) {
            pairs.add(new PreferencePair(sequences.get(i), sequences.get(i + 1)));
        }
        float[] reference = new float[sequences.size()];
        float[] scales = new float[sequences.size()];
        Arrays.fill(reference, -1000f);
        Arrays.fill(scales, 1f / TRAINED);
        return PackedPairs.preference(pairs, reference, scales, 1.0 / pairs.size(), 1);
    }

    private static List<TokenSequence> sequences() {
        int[] ids = Arrays.stream(BenchBatch.ids(BenchModel.SMOLLM2_135M.vocabulary())).mapToInt(Math::toIntExact)
                .toArray();
        List<TokenSequence> sequences = new ArrayList<>();
        for (int row = 0; row < BenchBatch.ROWS; row++) {
            int[] tokens = Arrays.copyOfRange(ids, row * BenchBatch.LENGTH, (row + 1) * BenchBatch.LENGTH);
            int[] labels = tokens.clone();
            Arrays.fill(labels, 0, BenchBatch.LENGTH - TRAINED, TokenSequence.IGNORED);
            sequences.add(new TokenSequence(tokens, labels));
        }
        return sequences;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
