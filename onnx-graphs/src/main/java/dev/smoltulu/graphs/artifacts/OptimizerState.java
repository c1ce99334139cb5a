package dev.smoltulu.graphs.artifacts;

/**
 * What AdamW remembers of the steps done so far.
 *
 * @param step          optimizer steps done
 * @param firstMoments  running means of the gradients
 * @param secondMoments running means of the squared gradients
 */
public record OptimizerState(long step, ParameterSource firstMoments, ParameterSource secondMoments) {

    public OptimizerState {
        if (step < 0) {
            throw new IllegalArgumentException("an optimizer cannot have done " + step + " steps");
        }
    }
}
