package dev.smoltulu.trainer.rlvr;

/** How much better than expected responses were, and tokens of them. */
final class Advantages {

    /** Added to a group's standard deviation. */
    private static final double GROUP_EPSILON = 1e-8;
    /** Added to the variance where numbers are whitened. */
    private static final double WHITENING_EPSILON = 1e-8;

    private Advantages() {}

    /**
     * A response's advantage over its group (GRPO, arXiv 2402.03300, as in open-instruct): its reward less the group's
     * mean, divided by the group's unbiased standard deviation plus 1e-8 where {@code standardised}. A group of one has
     * advantage 0.
     */
    static double[] ofGroup(double[] rewards, boolean standardised) {
        double mean = mean(rewards);
        double divisor = standardised
                ? Math.sqrt(squaredDeviations(rewards, mean) / Math.max(1, rewards.length - 1)) + GROUP_EPSILON
                : 1;
        double[] advantages = new double[rewards.length];
        for (int i = 0; i < rewards.length; i++) {
            advantages[i] = (rewards[i] - mean) / divisor;
        }
        return advantages;
    }

    /**
     * Generalised advantage estimation (arXiv 1506.02438) over one response: at each place delta = reward + gamma * next
     * value - value, and the advantage is delta + gamma * lambda * the next advantage. After the last place values are
     * 0.
     *
     * @param rewards at each place
     * @param values  expected at each place before its token is drawn; as many as rewards
     */
    static double[] generalised(double[] rewards, double[] values, double gamma, double lambda) {
        double[] advantages = new double[rewards.length];
        double next = 0;
        double nextValue = 0;
        for (int i = rewards.length - 1; i >= 0; i--) {
            next = rewards[i] + gamma * nextValue - values[i] + gamma * lambda * next;
            nextValue = values[i];
            advantages[i] = next;
        }
        return advantages;
    }

    /**
     * Gives all numbers together variance 1 (unbiased, 1e-8 added) and mean 0, in place; fewer than two are left as
     * they are.
     *
     * @param keepMean keep the mean they have
     */
    static void whiten(double[][] numbers, boolean keepMean) {
        long count = 0;
        double sum = 0;
        for (double[] row : numbers) {
            count += row.length;
            for (double number : row) {
                sum += number;
            }
        }
        if (count < 2) {
            return;
        }
        double mean = sum / count;
        double squares = 0;
        for (double[] row : numbers) {
            squares += squaredDeviations(row, mean);
        }
        double scale = 1 / Math.sqrt(squares / (count - 1) + WHITENING_EPSILON);
        for (double[] row : numbers) {
            for (int i = 0; i < row.length; i++) {
                row[i] = (row[i] - mean) * scale + (keepMean ? mean : 0);
            }
        }
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }

    private static double squaredDeviations(double[] numbers, double mean) {
        double sum = 0;
        for (double number : numbers) {
            sum += (number - mean) * (number - mean);
        }
        return sum;
    }
}
