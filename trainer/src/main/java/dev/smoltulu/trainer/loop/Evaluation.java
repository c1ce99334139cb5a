package dev.smoltulu.trainer.loop;

import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.runtime.training.TrainingSession;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Measures the loss of a run's evaluation examples. */
final class Evaluation {

    /**
     * What came out.
     *
     * @param scores of each pass, in order
     */
    record Result(double loss, Map<String, Double> measures, List<float[]> scores) {
    }

    private final StepBatch batch;

    Evaluation(StepBatch batch) {
        this.batch = batch;
    }

    /** The result under the session's current parameters, or nothing if stopped on the way. */
    Optional<Result> run(TrainingSession session, BooleanSupplier stop) {
        double loss = 0;
        List<float[]> scores = new ArrayList<>();
        for (Supplier<Map<String, HostTensor>> pass : batch.passes()) {
            if (stop.getAsBoolean()) {
                return Optional.empty();
            }
            loss += session.evaluate(pass.get());
            scores.add(session.scores());
        }
        return Optional.of(new Result(loss, batch.measures(scores), scores));
    }
}
