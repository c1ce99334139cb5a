package dev.smoltulu.trainer.preference;

import dev.smoltulu.base.terminal.Progress;
import dev.smoltulu.data.PreferencePair;
import dev.smoltulu.data.TokenDataset;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedPairs;
import dev.smoltulu.trainer.loop.RunSetup;
import dev.smoltulu.trainer.reference.ReferenceModel;
import dev.smoltulu.trainer.run.Fingerprint;
import dev.smoltulu.trainer.run.RunConsole;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Computes reference log-probabilities before training, or finds them where an earlier run left them. The weights are
 * in memory only while passes run.
 */
final class ReferencePass implements AutoCloseable {

    /** Raised when the numbers would come out otherwise for the same model and pairs. */
    private static final String VERSION = "smoltulu reference log-probabilities 3";

    private static final long SAVE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Makes the inputs of a pass over so many pairs in all. */
    interface Inputs {
        Map<String, HostTensor> of(PackedPairs<PreferencePair> pass, ReferenceLogProbs known, int pairs);
    }

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
                .add(setup.session().device().kind().name())
                .add(setup.config().compute().bf16() ? "bf16" : "fp32")
                .add(Boolean.toString(setup.config().compute().tf32()));
        model.addTo(fingerprint);
        this.modelHash = fingerprint.hex();
    }

    /**
     * The log-probabilities of the pairs in {@code passes}, which are cut as training will cut them: on equal weights the
     * policy's first pass then gives the same bits.
     *
     * @param what   the rows' name, for the console
     * @param inputs the graph's inputs for a pass, whatever is not known yet of the reference being NaN
     * @throws InterruptedException when the console's stop signal came; what is known so far is stored
     */
    ReferenceLogProbs of(
            String what,
            TokenDataset<PreferencePair> dataset,
            Stream<PackedPairs<PreferencePair>> passes,
            Inputs inputs)
            throws InterruptedException {
        RunConsole console = setup.console();
        ReferenceLogProbs.Store store = new ReferenceLogProbs.Store(
                runFolder,
                shared,
                new Fingerprint().add(modelHash).add(dataset.contentHash()).hex(),
                console.out());
        ReferenceLogProbs logProbs =
                store.read(dataset.size()).orElseGet(() -> ReferenceLogProbs.unknown(dataset.size()));
        long start = System.nanoTime();
        long saved = start;
        long scored = 0;
        for (PackedPairs<PreferencePair> pass : (Iterable<PackedPairs<PreferencePair>>) passes::iterator) {
            if (logProbs.knows(pass.pairs())) {
                continue;
            }
            if (console.stop().requested()) {
                store.write(logProbs);
                throw new InterruptedException("stopped while scoring with the reference model");
            }
            logProbs.learn(pass, scores(inputs.of(pass, logProbs, dataset.size())));
            scored += pass.pairs().size();
            show(what, scored);
            if (System.nanoTime() - saved > SAVE_NANOS) {
                store.write(logProbs);
                saved = System.nanoTime();
            }
        }
        // Also where nothing was computed: the copy in the run folder is what a resumed run finds.
        store.write(logProbs);
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

    private float[] scores(Map<String, HostTensor> inputs) {
        if (loaded == null) {
            loaded = model.open(setup.graphs(), setup.session());
        }
        loaded.session().evaluate(inputs);
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
