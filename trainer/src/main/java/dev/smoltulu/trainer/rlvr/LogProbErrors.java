package dev.smoltulu.trainer.rlvr;

/** How far the engine's log-probabilities are from the training graph's on equal weights. */
final class LogProbErrors {

    private double sum;
    private double most;
    private long count;

    void add(Rollout rollout, float[] logProbs) {
        for (int i = 0; i < rollout.logProbs().length; i++) {
            double error = Math.abs((double) rollout.logProbs()[i] - logProbs[i]);
            sum += error;
            most = Math.max(most, error);
            count++;
        }
    }

    /** NaN where nothing could be compared. */
    double mean() {
        return sum / count;
    }

    double most() {
        return count == 0 ? Double.NaN : most;
    }
}
