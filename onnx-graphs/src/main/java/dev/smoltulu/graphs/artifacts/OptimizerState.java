package dev.smoltulu.graphs.artifacts;

/**
 * AdamW's state after some steps.
 *
 * @param step          number of optimizer steps
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
