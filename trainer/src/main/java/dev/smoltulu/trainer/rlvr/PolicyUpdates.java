package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.graphs.objective.PolicyObjective;
import dev.smoltulu.graphs.objective.TargetInputs;
import dev.smoltulu.runtime.HostTensor;
import dev.smoltulu.runtime.batch.PackedRollouts;
import dev.smoltulu.runtime.training.TrainingSession;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntToDoubleFunction;

/** The optimizer steps on the policy that one step of a run makes of its rollouts, and what they came to. */
final class PolicyUpdates {

    private final TrainingSession policy;
    private final RlvrConfig.Policy config;
    private final double learningRate;
    private final BooleanSupplier stop;
    private double loss;
    private double gradNorm;
    private int made;
    private int skipped;
    private boolean lastApplied;
    private long tokens;
    private long clipped;
    private double errorSum;
    private double maxError;
    private long compared;

    /** @param stop polled until the first update has been made */
    PolicyUpdates(TrainingSession policy, RlvrConfig.Policy config, double learningRate, BooleanSupplier stop) {
        this.policy = policy;
        this.config = config;
        this.learningRate = learningRate;
        this.stop = stop;
    }

    /** The inputs of a pass that scores tokens and trains nothing: all weights are 0. */
    static <T> Map<String, HostTensor> scoringInputs(PackedRollouts<T> pass, PolicyObjective objective) {
        HostTensor zeros = pass.perRollout(rollout -> 0);
        Map<String, HostTensor> inputs = pass.feeds();
        inputs.put(TargetInputs.IDS, pass.ids());
        inputs.put(TargetInputs.WEIGHTS, zeros);
        inputs.put(PolicyObjective.ADVANTAGES, zeros);
        inputs.put(PolicyObjective.OLD_LOG_PROBS, zeros);
        inputs.put(PolicyObjective.ON_POLICY, new HostTensor.Flag(true));
        if (objective.kl().isPresent()) {
            inputs.put(PolicyObjective.REFERENCE_LOG_PROBS, zeros);
        }
        return inputs;
    }

    /**
     * The mini-batches of one pass over a step's rollouts: num_mini_batches parts of nearly equal size, in a new order.
     *
     * @param seed of the order
     */
    <E> List<List<E>> miniBatches(List<E> rollouts, long seed) {
        List<E> order = new ArrayList<>(rollouts);
        Collections.shuffle(order, new Random(seed));
        int parts = (int) Math.min(config.numMiniBatches(), order.size());
        List<List<E>> batches = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            batches.add(order.subList(
                    (int) ((long) order.size() * i / parts), (int) ((long) order.size() * (i + 1) / parts)));
        }
        return batches;
    }

    /**
     * Makes an optimizer step of the gradients accumulated from a mini-batch; one whose loss or gradient is not finite
     * is skipped.
     *
     * @param batchLoss of the whole mini-batch
     */
    void update(double batchLoss) {
        double norm = policy.gradientNorm();
        lastApplied = updateIfFinite(policy, batchLoss, norm, learningRate);
        loss += batchLoss;
        gradNorm += norm;
        made++;
        skipped += lastApplied ? 0 : 1;
    }

    /**
     * Applies the gradients accumulated in {@code session}, or forgets them.
     *
     * @param norm of the gradients
     * @return whether they were applied, because {@code loss} and {@code norm} are finite
     */
    static boolean updateIfFinite(TrainingSession session, double loss, double norm, double learningRate) {
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        if (finite) {
            session.update(learningRate);
        } else {
            session.discard();
        }
        return finite;
    }

    /** Counts the last update as skipped because its part beside the policy's was. */
    void countSkipped() {
        skipped += lastApplied ? 1 : 0;
        lastApplied = false;
    }

    /** Whether the policy is still the one that the step started from. */
    boolean noneMade() {
        return made == 0;
    }

    /** Whether to leave the step as if it had not started; the policy has forgotten its gradients then. */
    boolean stopped() {
        boolean stopped = noneMade() && stop.getAsBoolean();
        if (stopped) {
            policy.discard();
        }
        return stopped;
    }

    /**
     * Counts the tokens of a rollout whose loss is the clipped one: max(-A r, -A clip(r, 1 - low, 1 + high)) is not -A r
     * where A is positive and r above 1 + high, or A negative and r below 1 - low, with r = pi / pi_old.
     *
     * @param logProbs    log pi of each token
     * @param oldLogProbs log pi_old
     * @param advantage   A of each token, by its number
     */
    void countClipped(float[] logProbs, float[] oldLogProbs, IntToDoubleFunction advantage) {
        for (int i = 0; i < logProbs.length; i++) {
            double ratio = Math.exp((double) logProbs[i] - oldLogProbs[i]);
            double a = advantage.applyAsDouble(i);
            boolean isClipped = a > 0 ? ratio > 1 + config.clipHigher() : a < 0 && ratio < 1 - config.cliprange();
            clipped += isClipped ? 1 : 0;
        }
        tokens += logProbs.length;
    }

    /**
     * Compares the engine's log-probabilities with the training graph's on equal weights.
     *
     * @param logProbs the training graph's, before any update
     */
    void compareEngine(Rollout rollout, float[] logProbs) {
        for (int i = 0; i < rollout.logProbs().length; i++) {
            double error = Math.abs((double) rollout.logProbs()[i] - logProbs[i]);
            errorSum += error;
            maxError = Math.max(maxError, error);
            compared++;
        }
    }

    /** Updates of the step so far, skipped ones included. */
    int made() {
        return made;
    }

    /**
     * The outcome of the step: besides the policy's metrics, the share of clipped tokens over all updates, and the
     * engine's mean and maximum error, NaN where nothing was comparable.
     *
     * @param rollouts the step's rollouts
     * @param further  metrics of the algorithm
     */
    RlvrSteps.Learner.Outcome outcome(List<Rollout.Scored> rollouts, Map<String, Double> further) {
        Map<String, Double> metrics = new LinkedHashMap<>(RlvrMetrics.ofPolicy(rollouts));
        metrics.put("clip_fraction", (double) clipped / Math.max(1, tokens));
        metrics.put("logprob_error", errorSum / compared);
        metrics.put("logprob_error_max", compared == 0 ? Double.NaN : maxError);
        metrics.putAll(further);
        return new RlvrSteps.Learner.Outcome(loss / made, gradNorm / made, skipped, metrics);
    }
}
