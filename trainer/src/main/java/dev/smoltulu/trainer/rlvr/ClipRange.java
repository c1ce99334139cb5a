package dev.smoltulu.trainer.rlvr;

/** How far a token's probability may go from the one it was drawn with, down and up, before it is no longer trained. */
record ClipRange(double low, double high) {

    /** How many tokens' loss is the clipped one: max(-A r, -A clip(r)) is not -A r. */
    int clipped(float[] logProbs, float[] old, double[] advantages) {
        int clipped = 0;
        for (int i = 0; i < logProbs.length; i++) {
            double ratio = Math.exp((double) logProbs[i] - old[i]);
            boolean further = advantages[i] > 0 ? ratio > 1 + high : advantages[i] < 0 && ratio < 1 - low;
            clipped += further ? 1 : 0;
        }
        return clipped;
    }
}
