package dev.smoltulu.trainer.loop;

import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.training.TrainingSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
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

    /**
     * The batches of a run's steps, with what their passes are fed. While a step is computed, a thread packs the batch of the
     * next one. A batch depends on its step's number alone, so packing ahead changes no batch. An error while
     * packing is thrown by the step of that batch.
     */
    static final class PreparedBatches implements AutoCloseable {

        /**
         * A batch that is ready.
         *
         * @param passes the feeds of each pass
         */
        record Prepared(Batch batch, List<Map<String, HostTensor>> passes) {}

        private final Function<int[], Batch> batches;
        private final SampleOrder order;
        private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
            Thread packing = new Thread(task, "packing");
            packing.setDaemon(true);
            return packing;
        });
        private long nextStep = -1;
        private CompletableFuture<Prepared> next;

        /** @param batches makes the batch of examples by their numbers */
        PreparedBatches(Function<int[], Batch> batches, SampleOrder order) {
            this.batches = batches;
            this.order = order;
        }

        /** The batch of {@code step}; the one after it is begun. */
        Prepared take(long step) {
            CompletableFuture<Prepared> current = step == nextStep ? next : begin(step);
            nextStep = step + 1;
            next = begin(nextStep);
            try {
                return current.join();
            } catch (CompletionException failed) {
                throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
            }
        }

        /** The order draws and keeps an epoch's permutation, so it is asked here and not by the thread. */
        private CompletableFuture<Prepared> begin(long step) {
            int[] examples = order.batch(step);
            return CompletableFuture.supplyAsync(
                    () -> {
                        Batch batch = batches.apply(examples);
                        return new Prepared(
                                batch,
                                batch.passes().stream().map(Supplier::get).toList());
                    },
                    thread);
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }
}
