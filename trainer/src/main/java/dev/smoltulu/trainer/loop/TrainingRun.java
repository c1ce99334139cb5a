package dev.smoltulu.trainer.loop;

import dev.smoltulu.base.UserError;
import dev.smoltulu.base.files.DiskSpace;
import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.data.SampleOrder;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.graphs.llama.LlamaParameters;
import dev.smoltulu.graphs.weights.ParameterSpec;
import dev.smoltulu.runtime.RuntimeInfo;
import dev.smoltulu.runtime.training.BoundTrainingSession;
import dev.smoltulu.runtime.training.InitialState;
import dev.smoltulu.runtime.training.OrtTrainingSession;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.runtime.training.TrainingSpec;
import dev.smoltulu.trainer.checkpoint.Checkpoints;
import dev.smoltulu.trainer.checkpoint.InitialModel;
import dev.smoltulu.trainer.checkpoint.ModelFiles;
import dev.smoltulu.trainer.checkpoint.TrainerState;
import dev.smoltulu.trainer.metrics.MetricsHistory;
import dev.smoltulu.trainer.metrics.MetricsLog;
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.recipe.TrainingConfig;
import dev.smoltulu.trainer.report.HtmlReport;
import dev.smoltulu.trainer.report.RunSummary;
import dev.smoltulu.trainer.run.RunConsole;
import dev.smoltulu.trainer.run.RunFolder;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A training run from recipe to finished folder. */
public final class TrainingRun {

    /** Keys that may differ when a run is resumed: they change where and how fast it runs, not what it computes. */
    private static final Set<RecipeKey> FREE_ON_RESUME = EnumSet.of(
            RecipeKey.OUTPUT_DIR,
            RecipeKey.LOGGING_STEPS,
            RecipeKey.SAVE_STEPS,
            RecipeKey.SAVE_TOTAL_LIMIT,
            RecipeKey.EVAL_STEPS,
            RecipeKey.MICRO_BATCH_TOKENS,
            RecipeKey.GRADIENT_CHECKPOINTING,
            RecipeKey.TRAINING_SESSION,
            RecipeKey.DEVICE,
            RecipeKey.PRECISION,
            RecipeKey.TF32,
            RecipeKey.ROLLOUT_SEQUENCES,
            RecipeKey.LOGGED_SAMPLES);

    private final Recipe recipe;
    private final RunSetup setup;
    private final TrainingConfig config;
    private final RunConsole console;

    private TrainingRun(Recipe recipe, RunSetup setup) {
        this.recipe = recipe;
        this.setup = setup;
        this.config = setup.config();
        this.console = setup.console();
    }

    /**
     * Trains as {@code recipe} says.
     *
     * @param task        what it trains for, made from {@code recipe}
     * @param modelFolder the recipe's model, found on this machine
     * @param resume      whether the output folder's run is continued
     * @return 0 when done; 130 or 143 when a signal stopped it, with everything saved
     */
    public static int run(TrainingTask task, Recipe recipe, Path modelFolder, boolean resume, RunConsole console) {
        task.config().compute().device().requireAvailable();
        TrainingRun run = new TrainingRun(recipe, RunSetup.of(task, modelFolder, console));
        try (RunFolder folder = RunFolder.open(task.config().run().outputDir(), resume)) {
            return run.in(folder);
        } catch (InterruptedException stopped) {
            return console.stop().exitCode();
        }
    }

    private int in(RunFolder folder) throws InterruptedException {
        Optional<RunFolder.Checkpoint> checkpoint = folder.latestCheckpoint();
        checkpoint.ifPresent(found -> requireSameRecipe(folder));
        if (checkpoint.isEmpty() && !config.model().random()) {
            // Broken weights are told before all rows are read, and before the folder counts as a run's.
            pretrained().close();
        }
        List<ParameterSpec> parameters = LlamaParameters.of(setup.model());
        long count = parameters.stream().mapToLong(ParameterSpec::elements).sum();
        console.out()
                .printf(
                        Locale.ROOT,
                        "%-10s %s, %,d parameters%s%n",
                        "model",
                        setup.modelFolder(),
                        count,
                        config.model().random() ? ", random weights" : "");
        if (setup.maxLength() < config.data().maxLength()) {
            console.out().printf("%-10s %d, all the positions the model has%n", "max_length", setup.maxLength());
        }
        RunData data = setup.task().load(setup);
        long more = Math.max(0, keptCheckpoints(data) - folder.checkpoints().size());
        DiskSpace.require(folder.path(), DiskSpace.estimate(count, Float.BYTES, more) + data.furtherBytes(more));
        recipe.writeTo(folder.recipe());
        data.prepare(folder.path());
        return train(folder, data, checkpoint);
    }

    /** Checkpoints that stand in the folder at most, the one being written not counted. */
    private long keptCheckpoints(RunData data) {
        long steps =
                setup.totalSteps(config.steps().order(data.rows().training().size()));
        long saveSteps = config.run().saveSteps();
        long limit = config.run().saveTotalLimit();
        long made = saveSteps == 0 ? 1 : (steps - 1) / saveSteps + 1;
        return limit == 0 ? made : Math.min(limit, made);
    }

    private int train(RunFolder folder, RunData data, Optional<RunFolder.Checkpoint> checkpoint) {
        ModelFiles model = new ModelFiles(setup.model(), setup.modelFolder());
        int examples = data.rows().training().size();
        SampleOrder order = config.steps().order(examples);
        Optional<TrainerState> state = checkpoint.map(found -> TrainerState.read(found.folder()));
        state.ifPresent(
                saved -> restoreOrder(order, saved, data, checkpoint.get().folder()));
        folder.rotate(config.run().saveTotalLimit());
        long first = state.map(TrainerState::step).orElse(0L);
        long done = state.map(TrainerState::step).orElse(-1L);
        long total = setup.totalSteps(order);
        console.out()
                .printf(
                        Locale.ROOT,
                        "%-10s %,d of batch size %d%s%n",
                        "steps",
                        total,
                        config.steps().batchSize(),
                        first > 0 ? ", resumed after " + first : "");
        MemoryForecast memory = new MemoryForecast(
                setup, data.largestPasses((int) Math.min(config.steps().batchSize(), examples)));
        memory.announce(console.out());
        TrainingLoop loop;
        boolean finished;
        try (TrainingSession session = open(checkpoint, state);
                MetricsLog metrics = MetricsLog.resume(folder.metrics(), done);
                Progress progress = new Progress(
                        console.out(),
                        console.terminal(),
                        System::nanoTime,
                        total,
                        config.run().loggingSteps())) {
            OpenRun run = new OpenRun(
                    session,
                    order,
                    folder.path(),
                    done,
                    checkpoint.map(RunFolder.Checkpoint::folder),
                    progress,
                    console.stop());
            try (RunSteps steps = data.steps(run)) {
                loop = new TrainingLoop(config, data, run, steps, folder, model, metrics, state);
                finished = loop.run();
                if (finished) {
                    model.write(folder.path(), session);
                    steps.finish();
                }
            }
            long steps =
                    session.step() - state.map(TrainerState::optimizerSteps).orElse(0L);
            if (session.hostBytes() > 0 && steps > 0) {
                console.out()
                        .printf(
                                Locale.ROOT,
                                "%-18s %,d bytes a step between host and %s%n",
                                "Transfers",
                                session.hostBytes() / steps,
                                config.compute().device());
            }
            memory.tell(session, console.out());
        } catch (UserError failed) {
            throw memory.explained(failed);
        }
        report(folder, data, loop, memory);
        if (!finished) {
            return console.stop().exitCode();
        }
        RunSummary.of(MetricsHistory.read(folder.metrics()))
                .forEach((name, value) -> console.out().printf("%-18s %s%n", name, value));
        console.out().println("model and report are in " + folder.path());
        return 0;
    }

    private InitialModel pretrained() {
        return InitialModel.pretrained(
                setup.modelFolder(),
                LlamaConfig.read(setup.modelFolder()),
                setup.model(),
                config.steps().seed());
    }

    private TrainingSession open(Optional<RunFolder.Checkpoint> checkpoint, Optional<TrainerState> state) {
        TrainingSpec spec = setup.spec();
        if (checkpoint.isPresent()) {
            try (Checkpoints.Stored stored = new Checkpoints.Stored(
                    checkpoint.get().folder(),
                    setup.model(),
                    state.orElseThrow().optimizerSteps())) {
                return open(spec, stored);
            }
        }
        try (InitialModel initial = config.model().random()
                ? InitialModel.random(setup.model(), config.steps().seed())
                : pretrained()) {
            return open(spec, initial);
        }
    }

    private TrainingSession open(TrainingSpec spec, InitialState initial) {
        return switch (config.trainingSession()) {
            case BOUND -> new BoundTrainingSession(spec, initial);
            case ORT -> new OrtTrainingSession(spec, initial);
        };
    }

    private static void restoreOrder(SampleOrder order, TrainerState state, RunData data, Path checkpoint) {
        if (!state.dataHash().equals(data.rows().training().contentHash())) {
            throw UserError.usage("the training data differs from what the run in " + checkpoint.getParent()
                    + " was started with; restore the files, or start a new run in another output_dir");
        }
        order.restore(
                state.epoch(),
                Checkpoints.readPermutation(checkpoint, data.rows().training().size()));
    }

    private void requireSameRecipe(RunFolder folder) {
        Recipe stored = Recipe.read(recipe.objective(), folder.recipe());
        List<String> changed = recipe.differences(stored).stream()
                .filter(key -> !FREE_ON_RESUME.contains(key))
                .map(RecipeKey::key)
                .toList();
        if (!changed.isEmpty()) {
            throw UserError.usage("the recipe differs from that of the run in " + folder.path() + " in "
                    + String.join(", ", changed) + "; resume with the same values, or choose another output_dir");
        }
    }

    private void report(RunFolder folder, RunData data, TrainingLoop loop, MemoryForecast memory) {
        Map<String, String> versions = new LinkedHashMap<>();
        versions.put("java", System.getProperty("java.vm.name") + " " + Runtime.version());
        versions.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        versions.put("onnxruntime", RuntimeInfo.load().version());
        versions.put("device", config.compute().device().toString());
        Map<String, String> rows = new LinkedHashMap<>(data.rows().summaries());
        rows.put("skipped steps", Long.toString(loop.skippedSteps()));
        memory.kinds().ifPresent(kinds -> rows.put("memory in GiB", kinds));
        HtmlReport.write(
                folder.path(),
                setup.task().title() + " of " + setup.modelFolder().getFileName(),
                versions,
                rows);
    }
}
