package dev.smoltulu.trainer.loop;

import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.runtime.training.TrainingSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Steps of one batch and one update each. */
final class BatchSteps implements RunSteps {

    private final BatchData<?> data;
    private final OpenRun run;
    private final Optional<Batch> evaluation;
    private final PreparedBatches batches;

    BatchSteps(BatchData<?> data, OpenRun run) {
        this.data = data;
        this.run = run;
        this.evaluation = data.evaluation();
        this.batches = new PreparedBatches(data::batch, run.order());
    }

    @Override
    public Optional<Result> step(long step, double learningRate) {
        TrainingSession session = run.session();
        PreparedBatches.Prepared prepared = batches.take(step);
        Batch batch = prepared.batch();
        double loss = 0;
        List<float[]> scores = new ArrayList<>();
        for (Map<String, HostTensor> pass : prepared.passes()) {
            if (run.stop().requested()) {
                session.discard();
                return Optional.empty();
            }
            loss += session.accumulate(pass);
            scores.add(session.scores());
        }
        double norm = session.gradientNorm();
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        if (finite) {
            session.update(learningRate);
        } else {
            session.discard();
        }
        return Optional.of(new Result(
                loss,
                norm,
                batch.tokens(),
                batch.trainedTokens(),
                finite ? 0 : 1,
                batch.metrics().apply(scores)));
    }

    @Override
    public boolean evaluates() {
        return evaluation.isPresent();
    }

    @Override
    public Optional<Map<String, Double>> evaluate(long step) {
        Batch batch = evaluation.orElseThrow();
        double loss = 0;
        List<float[]> scores = new ArrayList<>();
        for (Supplier<Map<String, HostTensor>> pass : batch.passes()) {
            if (run.stop().requested()) {
                return Optional.empty();
            }
            loss += run.session().evaluate(pass.get());
            scores.add(run.session().scores());
        }
        data.evaluated(run.folder(), scores);
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("loss", loss);
        measures.putAll(batch.metrics().apply(scores));
        return Optional.of(measures);
    }

    @Override
    public void close() {
        batches.close();
    }
}
