package dev.smoltulu.trainer.recipe;

/**
 * The learning rate of every optimizer step, as transformers' {@code get_scheduler} gives it: a warm-up from 0, then
 * constant, or falling to 0 over the remaining steps in a straight line or half a cosine.
 *
 * @param kind        course after warm-up; constant with warm-up is {@code constant_with_warmup} there
 * @param peak        learning rate at the end of warm-up
 * @param totalSteps  optimizer steps of the whole run, at least 1
 * @param warmupSteps steps that warm up; step 0 of a warm-up has learning rate 0
 */
public record LearningRateSchedule(Kind kind, double peak, long totalSteps, long warmupSteps) {

    /** The names are those of {@code lr_scheduler_type}. */
    public enum Kind {
        CONSTANT,
        LINEAR,
        COSINE
    }

    public LearningRateSchedule {
        if (totalSteps < 1 || warmupSteps < 0 || !(peak >= 0)) {
            throw new IllegalArgumentException(
                    "schedule of " + totalSteps + " steps, warm-up " + warmupSteps + ", peak " + peak);
        }
    }

    /**
     * The steps that a warm-up ratio stands for: {@code ceil(totalSteps * ratio)} in double precision, as
     * transformers' TrainingArguments rounds, whose key this is. (open-instruct truncates instead, one step less.)
     */
    public static long warmupSteps(long totalSteps, double ratio) {
        return (long) Math.ceil(totalSteps * ratio);
    }

    /** The learning rate that optimizer step {@code step}, counted from 0, uses. */
    public double at(long step) {
        if (step < 0) {
            throw new IllegalArgumentException("step " + step);
        }
        return peak * factor(step);
    }

    private double factor(long step) {
        if (step < warmupSteps) {
            return (double) step / Math.max(1, warmupSteps);
        }
        long decaySteps = Math.max(1, totalSteps - warmupSteps);
        return switch (kind) {
            case CONSTANT -> 1.0;
            case LINEAR -> Math.max(0.0, (double) (totalSteps - step) / decaySteps);
            case COSINE ->
                step >= totalSteps
                        ? 0.0
                        : 0.5 * (1.0 + Math.cos(Math.PI * ((double) (step - warmupSteps) / decaySteps)));
        };
    }
}
