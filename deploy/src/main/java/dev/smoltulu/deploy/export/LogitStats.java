package dev.smoltulu.deploy.export;

/** How far the logits of an exported model are from those of the model itself, over some positions. */
final class LogitStats {

    private long positions;
    private long sameTop;
    private double largestDifference;
    private double differences;
    private double divergence;
    private double referenceLoss;
    private double exportedLoss;

    /**
     * Compares one position.
     *
     * @param reference logits, [.., vocabulary] in row-major order
     * @param from      where the position's begin there
     * @param target    the token that follows
     */
    void add(float[] reference, int from, float[] exported, int fromExported, int vocabulary, int target) {
        double referenceNorm = logSumExp(reference, from, vocabulary);
        double exportedNorm = logSumExp(exported, fromExported, vocabulary);
        int referenceTop = 0;
        int exportedTop = 0;
        for (int i = 0; i < vocabulary; i++) {
            float a = reference[from + i];
            float b = exported[fromExported + i];
            double difference = Math.abs((double) a - b);
            // Written so that a NaN is kept.
            largestDifference = largestDifference >= difference ? largestDifference : difference;
            differences += difference / vocabulary;
            divergence += Math.exp(a - referenceNorm) * (a - referenceNorm - b + exportedNorm);
            referenceTop = a > reference[from + referenceTop] ? i : referenceTop;
            exportedTop = b > exported[fromExported + exportedTop] ? i : exportedTop;
        }
        positions++;
        sameTop += referenceTop == exportedTop ? 1 : 0;
        referenceLoss += referenceNorm - reference[from + target];
        exportedLoss += exportedNorm - exported[fromExported + target];
    }

    private static double logSumExp(float[] logits, int from, int count) {
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, logits[i]);
        }
        double sum = 0;
        for (int i = from; i < from + count; i++) {
            sum += Math.exp(logits[i] - largest);
        }
        return largest + Math.log(sum);
    }

    long positions() {
        return positions;
    }

    /** The largest absolute difference of two logits. */
    double largestDifference() {
        return largestDifference;
    }

    /** The mean absolute difference of two logits. */
    double meanDifference() {
        return differences / positions;
    }

    /** The share of positions where both find the same token most likely. */
    double topAgreement() {
        return (double) sameTop / positions;
    }

    /** The mean Kullback-Leibler divergence of the exported model's distribution from the model's own, in nats. */
    double divergence() {
        return divergence / positions;
    }

    /** The model's own perplexity on the tokens that follow. */
    double referencePerplexity() {
        return Math.exp(referenceLoss / positions);
    }

    double exportedPerplexity() {
        return Math.exp(exportedLoss / positions);
    }
}
