package dev.smoltulu.deploy.export;

import dev.smoltulu.graphs.export.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How far an exported file may be from its model.
 *
 * @param difference      largest difference of two logits
 * @param topAgreement    least share of positions with the same most likely token
 * @param divergence      largest mean Kullback-Leibler divergence in nats
 * @param perplexityRatio largest quotient of the file's perplexity and the model's
 * @param tie             where greedy texts part, the two tokens' logits may be this far apart
 */
record Tolerance(double difference, double topAgreement, double divergence, double perplexityRatio, double tie) {

    private static final double ANY = Double.POSITIVE_INFINITY;

    static Tolerance of(Precision precision) {
        return switch (precision) {
            case FP32 -> new Tolerance(2e-3, 0.995, 1e-6, 1.0001, 4e-3);
            case FP16 -> new Tolerance(ANY, 0.97, 1e-3, 1.005, ANY);
            case INT8 -> new Tolerance(ANY, 0.90, 0.05, 1.03, ANY);
            case INT4, INT4_FP16 -> new Tolerance(ANY, 0.60, 0.25, 1.20, ANY);
        };
    }

    /** What is beyond tolerance in {@code stats}, in words; nothing where all is well. */
    List<String> exceededBy(String pass, LogitStats stats) {
        List<String> faults = new ArrayList<>();
        atMost(faults, pass + ": a logit differs by", stats.largestDifference(), difference);
        atMost(faults, pass + ": divergence is", stats.divergence(), divergence);
        atMost(
                faults,
                pass + ": perplexity grows by the factor",
                stats.exportedPerplexity() / stats.referencePerplexity(),
                perplexityRatio);
        if (!(stats.topAgreement() >= topAgreement)) {
            faults.add(String.format(
                    Locale.ROOT,
                    "%s: the same token is most likely at %.4f of positions, at least " + "%.4f are asked for",
                    pass,
                    stats.topAgreement(),
                    topAgreement));
        }
        return faults;
    }

    private static void atMost(List<String> faults, String what, double value, double limit) {
        // Written so that a NaN is a fault.
        if (!(value <= limit)) {
            faults.add(String.format(Locale.ROOT, "%s %.3g, at most %.3g is allowed", what, value, limit));
        }
    }
}
