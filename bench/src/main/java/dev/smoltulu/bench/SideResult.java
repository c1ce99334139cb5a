package dev.smoltulu.bench;

import java.util.List;
import java.util.Map;

/**
 * What was measured of one side. A field's name is its key in the JSON report.
 *
 * @param variant the environment it ran in, by its settings
 * @param variantTrials what each environment tried gave, empty where there was one
 * @param warmup the samples before the first measured one
 */
record SideResult(
        String key,
        String name,
        Map<String, String> versions,
        String variant,
        Map<String, VariantTrial> variantTrials,
        List<Sample> warmup,
        List<Sample> samples,
        double peakRssMib) {

    double medianSeconds() {
        return Sample.medianSeconds(samples);
    }

    double tokensPerSecond() {
        return BenchBatch.TOKENS / medianSeconds();
    }

    /** The loss of a step, 0 the first warm-up step. */
    double loss(int step) {
        return step < warmup.size()
                ? warmup.get(step).loss()
                : samples.get(step - warmup.size()).loss();
    }
}
