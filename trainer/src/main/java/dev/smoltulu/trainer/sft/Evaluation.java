package dev.smoltulu.trainer.sft;

import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.batch.MicroBatches;
import dev.smoltulu.trainer.batch.PackedBatch;
import dev.smoltulu.trainer.batch.WeightedSequence;
import dev.smoltulu.trainer.data.SftDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;

/** The evaluation loss: mean negative log-likelihood of all trained tokens, whatever the recipe's reduction. */
final class Evaluation {

    private final List<List<WeightedSequence>> groups;
    private final int headChunks;

    Evaluation(SftDataset dataset, SftSettings settings) {
        long trained = dataset.report().trainedTokens();
        List<WeightedSequence> sequences = new ArrayList<>();
        for (int i = 0; i < dataset.size(); i++) {
            sequences.add(new WeightedSequence(dataset.get(i), 1.0 / trained));
        }
        this.groups = MicroBatches.of(sequences, settings.tokenBudget());
        this.headChunks = settings.headChunks();
    }

    /** The loss under the session's current parameters, or nothing if stopped on the way. */
    OptionalDouble run(TrainingSession session, BooleanSupplier stop) {
        double loss = 0;
        for (List<WeightedSequence> group : groups) {
            if (stop.getAsBoolean()) {
                return OptionalDouble.empty();
            }
            loss += session.evaluate(PackedBatch.of(group, headChunks));
        }
        return OptionalDouble.of(loss);
    }
}
