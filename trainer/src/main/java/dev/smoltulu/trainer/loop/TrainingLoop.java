package dev.smoltulu.trainer.loop;

import dev.smoltulu.base.UserError;
import dev.smoltulu.runtime.Device;
import dev.smoltulu.runtime.training.ModelState;
import dev.smoltulu.trainer.checkpoint.BackgroundSave;
import dev.smoltulu.trainer.checkpoint.Checkpoints;
import dev.smoltulu.trainer.checkpoint.ModelFiles;
import dev.smoltulu.trainer.checkpoint.TrainerState;
import dev.smoltulu.trainer.metrics.EvalMetrics;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.MetricsLog;
import dev.smoltulu.trainer.metrics.StepMetrics;
import dev.smoltulu.trainer.recipe.LearningRateSchedule;
import dev.smoltulu.trainer.recipe.TrainingConfig;
import dev.smoltulu.trainer.run.RunFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The steps of a run, with its evaluations, metrics and checkpoints. */
final class TrainingLoop {

    /** Steps in a row with a loss or gradient that is not finite, after which going on is pointless. */
    static final int MAX_SKIPPED_IN_A_ROW = 5;

    private final TrainingConfig config;
    private final RunData data;
    private final OpenRun run;
    private final RunSteps steps;
    private final RunFolder folder;
    private final ModelFiles model;
    private final MetricsLog metrics;
    private final long totalSteps;
    private final LearningRateSchedule schedule;
    /** Whether the run that is resumed got as far as the evaluation of its last step. */
    private final boolean evaluatedBefore;

    private final BackgroundSave saving = new BackgroundSave();
    private double best;
    private long step;
    private long skipped;
    private int skippedInARow;
    private long savedStep;

    TrainingLoop(
            TrainingConfig config,
            RunData data,
            OpenRun run,
            RunSteps steps,
            RunFolder folder,
            ModelFiles model,
            MetricsLog metrics,
            Optional<TrainerState> resumed) {
        this.config = config;
        this.data = data;
        this.run = run;
        this.steps = steps;
        this.folder = folder;
        this.model = model;
        this.metrics = metrics;
        this.totalSteps = config.totalSteps(run.order().stepsPerEpoch());
        this.schedule = config.schedule().over(totalSteps);
        this.step = resumed.map(TrainerState::step).orElse(0L);
        this.skipped = resumed.map(TrainerState::skippedSteps).orElse(0L);
        this.savedStep = step;
        List<EvalMetrics> evaluations = MetricsHistory.read(folder.metrics()).evaluations();
        this.evaluatedBefore = resumed.isPresent() && evaluations.stream().anyMatch(row -> row.step() == step);
        this.best = steps.bestBy()
                .map(measure -> evaluations.stream()
                        .mapToDouble(row -> row.measures().getOrDefault(measure, Double.NEGATIVE_INFINITY))
                        .max()
                        .orElse(Double.NEGATIVE_INFINITY))
                .orElse(Double.NEGATIVE_INFINITY);
    }

    /**
     * Trains to the last step.
     *
     * @return false if a signal stopped it, with everything saved
     */
    boolean run() {
        try (BackgroundSave open = saving) {
            boolean finished = trainToTheEnd();
            open.await();
            return finished;
        }
    }

    private boolean trainToTheEnd() {
        if (evaluationDue() && !evaluatedBefore && !evaluate()) {
            return false;
        }
        long saveSteps = config.run().saveSteps();
        while (step < totalSteps) {
            if (run.stop().requested() || !trainStep() || evaluationDue() && !evaluate()) {
                save();
                return false;
            }
            saving.check();
            if (saveSteps > 0 && (step == totalSteps || step % saveSteps == 0)) {
                save();
            }
        }
        return true;
    }

    private boolean evaluationDue() {
        long evalSteps = config.run().evalSteps();
        return step == 0 || step == totalSteps || evalSteps > 0 && step % evalSteps == 0;
    }

    long skippedSteps() {
        return skipped;
    }

    /** One step; false if a signal came in the middle of it, which leaves the model as it was before. */
    private boolean trainStep() {
        long start = System.nanoTime();
        double rate = schedule.at(step);
        Optional<RunSteps.Result> made = steps.step(step, rate);
        if (made.isEmpty()) {
            return false;
        }
        RunSteps.Result result = made.get();
        boolean finite = result.skipped() == 0;
        skipped += result.skipped();
        skippedInARow = finite ? 0 : skippedInARow + 1;
        step++;
        double seconds = (System.nanoTime() - start) / 1e9;
        metrics.write(new StepMetrics(
                step,
                run.order().epochsAfter(step),
                result.loss(),
                rate,
                result.gradNorm(),
                result.tokens(),
                result.trainedTokens(),
                result.tokens() / seconds,
                seconds,
                result.measures()));
        run.progress().step(step, result.loss(), result.tokens());
        if (!finite) {
            giveUpIfHopeless(result.loss(), result.gradNorm());
        }
        return true;
    }

    private void giveUpIfHopeless(double loss, double norm) {
        run.progress()
                .message(String.format(Locale.ROOT, "step %d skipped: loss %s, gradient norm %s", step, loss, norm));
        if (skippedInARow < MAX_SKIPPED_IN_A_ROW) {
            return;
        }
        save();
        saving.await();
        throw UserError.failed("stopped at step " + step + ": loss or gradient was not finite " + skippedInARow
                + " times in a row; lower learning_rate or set max_grad_norm, and look at the rows of these steps in "
                + folder.metrics());
    }

    /** Measures and logs; false if a signal stopped it. */
    private boolean evaluate() {
        if (!steps.evaluates()) {
            return true;
        }
        Optional<Map<String, Double>> measured = steps.evaluate(step);
        run.progress().skipTime();
        if (measured.isEmpty()) {
            return false;
        }
        Map<String, Double> measures = measured.get();
        keepIfBest(measures);
        metrics.write(new EvalMetrics(step, run.order().epochsAfter(step), measures));
        run.progress().message(shown(measures));
        return true;
    }

    /** Before the row is logged: a run killed in between evaluates again, and writes the same again. */
    private void keepIfBest(Map<String, Double> measures) {
        double value = steps.bestBy().map(measures::get).orElse(Double.NaN);
        if (value > best) {
            best = value;
            folder.writeBest(target -> model.write(target, run.session()));
            run.progress().skipTime();
        }
    }

    private String shown(Map<String, Double> measures) {
        StringBuilder line = new StringBuilder("step " + step);
        measures.forEach((name, value) -> line.append(String.format(Locale.ROOT, "  eval_%s %.4f", name, value)));
        return line.toString();
    }

    private void save() {
        if (step == 0 || step == savedStep) {
            return;
        }
        metrics.sync();
        steps.sync();
        long epoch = step / run.order().stepsPerEpoch();
        TrainerState state = new TrainerState(
                step,
                run.session().step(),
                skipped,
                epoch,
                data.rows().training().contentHash());
        saving.await();
        try {
            Path target = folder.beginCheckpoint(step);
            steps.save(target, step);
            write(target, state, run.order().permutation(epoch));
        } catch (RuntimeException e) {
            folder.abandonCheckpoint(step);
            throw e;
        }
        savedStep = step;
        run.progress().skipTime();
    }

    /**
     * On a GPU training goes on as soon as the model is copied to the host. On the CPU writing would take turns with
     * training, and the copy three quarters as much memory as the run's tensors.
     */
    private void write(Path target, TrainerState state, int[] order) {
        if (config.compute().device().kind() == Device.Kind.CPU) {
            commit(target, run.session(), state, order);
            return;
        }
        saving.begin(model.parameters(), run.session(), copy -> {
            try {
                commit(target, copy, state, order);
            } catch (RuntimeException e) {
                folder.abandonCheckpoint(state.step());
                throw e;
            }
        });
    }

    private void commit(Path target, ModelState trained, TrainerState state, int[] order) {
        Checkpoints.write(target, model, trained, state, order);
        folder.commitCheckpoint(state.step(), config.run().saveTotalLimit());
    }
}
