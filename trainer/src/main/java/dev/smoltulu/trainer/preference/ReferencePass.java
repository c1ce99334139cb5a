package dev.smoltulu.trainer.preference;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.data.PreferenceDataset;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.recipe.RecipeKey;
import dev.smoltulu.trainer.reference.ReferenceModel;
import dev.smoltulu.trainer.run.Fingerprint;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Computes reference log-probabilities before training, or finds them where an earlier run left them. The weights are
 * in memory only while passes run.
 */
final class ReferencePass implements AutoCloseable {

    /** Raised when the numbers would come out otherwise for the same model and pairs. */
    private static final String VERSION = "smoltulu reference log-probabilities 3";

    private static final long SAVE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final RunSetup setup;
    private final ReferenceModel model;
    private final Path runFolder;
    private final Optional<Path> shared;
    private final String modelHash;
    private ReferenceModel.Loaded loaded;

    /** @param shared folder in which runs share what they computed */
    ReferencePass(RunSetup setup, ReferenceModel model, Path runFolder, Optional<Path> shared) {
        this.setup = setup;
        this.model = model;
        this.runFolder = runFolder;
        this.shared = shared;
        Fingerprint fingerprint = new Fingerprint()
                .add(VERSION)
                .add(setup.settings().session().device().kind().name())
                .add(setup.recipe().text(RecipeKey.PRECISION))
                .add(Boolean.toString(setup.recipe().isOn(RecipeKey.TF32)));
        model.addTo(fingerprint);
        this.modelHash = fingerprint.hex();
    }

    /**
     * The log-probabilities of {@code batches}, which are cut as training will cut them: on equal weights the policy's
     * first pass then gives the same bits.
     *
     * @param what the rows' name, for the console
     * @throws InterruptedException when the console's stop signal came; what is known so far is stored
     */
    ReferenceLogProbs of(String what, PreferenceDataset dataset, Stream<DpoBatch> batches) throws InterruptedException {
        RunConsole console = setup.console();
        ReferenceFile file = new ReferenceFile(
                runFolder,
                shared,
                new Fingerprint().add(modelHash).add(dataset.contentHash()).hex(),
                console.out());
        Optional<ReferenceLogProbs> stored = file.read(dataset.size());
        ReferenceLogProbs logProbs = stored.orElseGet(() -> ReferenceLogProbs.unknown(dataset.size()));
        long start = System.nanoTime();
        long saved = start;
        long scored = 0;
        for (DpoBatch batch : (Iterable<DpoBatch>) batches::iterator) {
            List<Supplier<Map<String, HostTensor>>> passes = batch.passes();
            for (int g = 0; g < passes.size(); g++) {
                List<IndexedPair> group = batch.groups().get(g);
                if (logProbs.knows(group)) {
                    continue;
                }
                if (console.stop().requested()) {
                    file.write(logProbs);
                    throw new InterruptedException("stopped while scoring with the reference model");
                }
                logProbs.learn(group, scores(passes.get(g)));
                scored += group.size();
                show(what, scored);
                if (System.nanoTime() - saved > SAVE_NANOS) {
                    file.write(logProbs);
                    saved = System.nanoTime();
                }
            }
        }
        // Also where nothing was computed: the copy in the run folder is what a resumed run finds.
        file.write(logProbs);
        String how = scored == 0
                ? "log-probabilities known from an earlier run"
                : String.format(
                        Locale.ROOT,
                        "%,d pairs scored in %s",
                        scored,
                        Progress.duration(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
        console.out().printf("%s%-10s %s: %s%n", console.terminal().interactive() ? "\r" : "", "reference", what, how);
        return logProbs;
    }

    private float[] scores(Supplier<Map<String, HostTensor>> pass) {
        if (loaded == null) {
            loaded = model.open(setup.settings().graphs(), setup.settings().session());
        }
        loaded.session().evaluate(pass.get());
        return loaded.session().scores();
    }

    private void show(String what, long scored) {
        if (setup.console().terminal().interactive()) {
            setup.console().out().printf(Locale.ROOT, "\r%-10s %s: %,d pairs scored", "reference", what, scored);
        }
    }

    @Override
    public void close() {
        if (loaded != null) {
            loaded.close();
        }
    }
}
