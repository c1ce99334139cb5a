package dev.smoltulu.trainer.preference;

import dev.smoltulu.data.PreferenceDataset;
import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.trainer.loop.BatchData;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.loop.StepBatch;
import dev.smoltulu.trainer.reference.ReferenceModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The pairs of a direct preference optimisation, with what the reference model makes of them. */
final class DpoData implements BatchData {

    private final RunSetup setup;
    private final PairRows rows;
    private final ReferenceModel model;
    private final Optional<Path> shared;
    private final DpoLoss loss;
    private ReferenceLogProbs reference;
    private Optional<DpoBatch> evaluation = Optional.empty();

    /** @param shared folder in which runs share reference log-probabilities */
    DpoData(RunSetup setup, PairRows rows, ReferenceModel model, Optional<Path> shared) {
        this.setup = setup;
        this.rows = rows;
        this.model = model;
        this.shared = shared;
        this.loss = DpoLoss.of(setup.recipe());
    }

    @Override
    public int examples() {
        return rows.training().size();
    }

    @Override
    public String contentHash() {
        return rows.training().contentHash();
    }

    @Override
    public Map<String, String> summaries() {
        return rows.summaries();
    }

    @Override
    public void prepare(Path runFolder) throws InterruptedException {
        try (ReferencePass pass = new ReferencePass(setup, model, runFolder, shared)) {
            reference = pass.of("training", rows.training(), firstEpoch());
            if (rows.evaluation().isPresent()) {
                PreferenceDataset dataset = rows.evaluation().get();
                Function<ReferenceLogProbs, DpoBatch> batch =
                        known -> DpoBatch.of(dataset, PairRows.all(dataset), known, loss, setup.settings());
                evaluation = Optional.of(batch.apply(pass.of(
                        "evaluation", dataset, Stream.of(batch.apply(ReferenceLogProbs.unknown(dataset.size()))))));
            }
        }
    }

    /** The batches of the first epoch, or as many of them as there are steps: all pairs that training will see. */
    private Stream<DpoBatch> firstEpoch() {
        SampleOrder order = setup.settings().order(examples());
        long steps = Math.min(setup.settings().totalSteps(order), order.stepsPerEpoch());
        ReferenceLogProbs unknown = ReferenceLogProbs.unknown(examples());
        return LongStream.range(0, steps)
                .mapToObj(step -> DpoBatch.of(rows.training(), order.batch(step), unknown, loss, setup.settings()));
    }

    @Override
    public StepBatch batch(int[] indices) {
        return DpoBatch.of(rows.training(), indices, reference, loss, setup.settings());
    }

    @Override
    public StepBatch preview(int[] indices) {
        return DpoBatch.of(rows.training(), indices, ReferenceLogProbs.unknown(examples()), loss, setup.settings());
    }

    @Override
    public Optional<StepBatch> evaluation() {
        return evaluation.map(Function.identity());
    }

    @Override
    public void evaluated(Path runFolder, List<float[]> scores) {
        rows.writeEvaluation(runFolder, evaluation.orElseThrow().rewards(scores));
    }
}
