package dev.smoltulu.sweep.report;

import java.util.Locale;

/** How the numbers were computed, in words. */
final class Method {

    private Method() {}

    static String of(Analysis analysis) {
        return String.format(
                Locale.ROOT,
                "Ratio is learning rate divided by batch size. Correlations are Spearman's, ties "
                        + "sharing their mean rank, of the ratio and the score of each setting; a setting is the mean of the cells "
                        + "that differ in nothing but the seed. Intervals hold %.0f %% of %,d bootstrap resamples of settings "
                        + "(percentiles, seed %d). Each interval stands for itself: among many tasks some miss 0 by chance.",
                100 * analysis.bootstrap().level(),
                analysis.bootstrap().resamples(),
                analysis.bootstrap().seed());
    }
}
