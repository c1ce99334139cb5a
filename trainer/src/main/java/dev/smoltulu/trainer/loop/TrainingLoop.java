package dev.smoltulu.trainer.loop;

import dev.smoltulu.UserError;
import dev.smoltulu.runtime.training.HostTensor;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.batch.SampleOrder;
import dev.smoltulu.trainer.checkpoint.Checkpoints;
import dev.smoltulu.trainer.checkpoint.TrainerState;
import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.MetricsLog;
import dev.smoltulu.trainer.metrics.StepMetrics;
import dev.smoltulu.trainer.progress.Progress;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.run.RunFolder;
import dev.smoltulu.trainer.run.StopSignal;
import dev.smoltulu.trainer.schedule.LearningRateSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The optimizer steps of a run, with its evaluations, metrics and checkpoints. */
final class TrainingLoop {

    /** Steps in a row with a loss or gradient that is not finite, after which going on is pointless. */
    static final int MOST_SKIPPED_IN_A_ROW = 5;

    private final RunSettings settings;
    private final RunData data;
    private final SampleOrder order;
    private final Optional<Evaluation> evaluation;
    private final TrainingSession session;
    private final RunFolder folder;
    private final Checkpoints checkpoints;
    private final MetricsLog metrics;
    private final Progress progress;
    private final StopSignal stop;
    private final long totalSteps;
    private final LearningRateSchedule schedule;
    /** Whether the run that is resumed got as far as the evaluation of its last step. */
    private final boolean evaluatedBefore;
    private long step;
    private long skipped;
    private int skippedInARow;
    private long savedStep;

    TrainingLoop(RunSettings settings, RunData data, SampleOrder order, TrainingSession session, RunFolder folder,
            Checkpoints checkpoints, MetricsLog metrics, Progress progress, StopSignal stop,
            Optional<TrainerState> resumed) {
        this.settings = settings;
        this.data = data;
        this.order = order;
        this.evaluation = data.evaluation().map(Evaluation::new);
        this.session = session;
        this.folder = folder;
        this.checkpoints = checkpoints;
        this.metrics = metrics;
        this.progress = progress;
        this.stop = stop;
        this.totalSteps = settings.totalSteps(order);
        this.schedule = settings.schedule(totalSteps);
        this.step = resumed.map(TrainerState::step).orElse(0L);
        this.skipped = resumed.map(TrainerState::skippedSteps).orElse(0L);
        this.savedStep = step;
        this.evaluatedBefore = resumed.isPresent() && MetricsHistory.read(folder.metrics()).evaluations().stream()
                .anyMatch(row -> row.step() == step);
    }

    /**
     * Trains to the last step.
     *
     * @return false if a signal stopped it, with everything saved
     */
    boolean run() {
        if (evaluationDue() && !evaluatedBefore && !evaluate()) {
            return false;
        }
        long saveSteps = settings.recipe().whole(RecipeKey.SAVE_STEPS);
        while (step < totalSteps) {
            if (stop.requested() || !trainStep() || evaluationDue() && !evaluate()) {
                save();
                return false;
            }
            if (saveSteps > 0 && (step == totalSteps || step % saveSteps == 0)) {
                save();
            }
        }
        return true;
    }

    private boolean evaluationDue() {
        long evalSteps = settings.recipe().whole(RecipeKey.EVAL_STEPS);
        return step == 0 || step == totalSteps || evalSteps > 0 && step % evalSteps == 0;
    }

    long skippedSteps() {
        return skipped;
    }

    /** One optimizer step; false if a signal came in the middle of it, which leaves the model as it was before. */
    private boolean trainStep() {
        long start = System.nanoTime();
        StepBatch batch = data.batch(order.batch(step));
        double loss = 0;
        List<float[]> scores = new ArrayList<>();
        for (Supplier<Map<String, HostTensor>> pass : batch.passes()) {
            if (stop.requested()) {
                session.discard();
                return false;
            }
            loss += session.accumulate(pass.get());
            scores.add(session.scores());
        }
        double norm = session.gradientNorm();
        double rate = schedule.at(step);
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        if (finite) {
            session.update(rate);
            skippedInARow = 0;
        } else {
            session.discard();
            skipped++;
            skippedInARow++;
        }
        step++;
        double seconds = (System.nanoTime() - start) / 1e9;
        metrics.write(new StepMetrics(step, order.epochsAfter(step), loss, rate, norm, batch.tokens(),
                batch.trainedTokens(), batch.tokens() / seconds, seconds,
                batch.measures(scores)));
        progress.step(step, loss, batch.tokens());
        if (!finite) {
            giveUpIfHopeless(loss, norm);
        }
        return true;
    }

    private void giveUpIfHopeless(double loss, double norm) {
        progress.message(String.format(Locale.ROOT, "step %d skipped: loss %s, gradient norm %s", step, loss, norm));
        if (skippedInARow < MOST_SKIPPED_IN_A_ROW) {
            return;
        }
        save();
        throw UserError.failed("stopped at step " + step + ": loss or gradient was not finite " + skippedInARow
                + " times in a row; lower learning_rate or set max_grad_norm, and look at the rows of these steps in "
                + folder.metrics());
    }

    /** Measures and logs the evaluation loss; false if a signal stopped it. */
    private boolean evaluate() {
        if (evaluation.isEmpty()) {
            return true;
        }
        Optional<Evaluation.Result> result = evaluation.get().run(session, stop::requested);
        progress.skipTime();
        if (result.isEmpty()) {
            return false;
        }
        Evaluation.Result measured = result.get();
        data.evaluated(folder.path(), measured.scores());
        metrics.write(new EvalMetrics(step, order.epochsAfter(step), measured.loss(), measured.measures()));
        progress.message(shown(measured));
        return true;
    }

    private String shown(Evaluation.Result measured) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "step %d  eval_loss %.4f", step,
                measured.loss()));
        measured.measures().forEach((name, value) ->
                line.append(String.format(Locale.ROOT, "  eval_%s %.4f", name, value)));
        return line.toString();
    }

    private void save() {
        if (step == 0 || step == savedStep) {
            return;
        }
        metrics.sync();
        long epoch = step / order.stepsPerEpoch();
        TrainerState state = new TrainerState(step, session.step(), skipped, epoch, data.contentHash());
        try {
            checkpoints.write(folder.beginCheckpoint(step), session, state, order.permutation(epoch));
            folder.commitCheckpoint(step, settings.recipe().whole(RecipeKey.SAVE_TOTAL_LIMIT));
        } catch (RuntimeException e) {
            folder.abandonCheckpoint(step);
            throw e;
        }
        savedStep = step;
        progress.skipTime();
    }
}
