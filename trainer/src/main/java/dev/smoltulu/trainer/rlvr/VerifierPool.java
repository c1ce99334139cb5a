package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.threads.DaemonThreads;
import dev.smoltulu.data.PromptExample;
import dev.smoltulu.verifiers.Response;
import dev.smoltulu.verifiers.Verdict;
import dev.smoltulu.verifiers.Verifier;
import dev.smoltulu.verifiers.builtin.Verifiers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Verifies responses on threads of its own while others are still being sampled. {@link #verdict} is safe for several
 * threads, {@link #report} is not.
 */
final class VerifierPool implements AutoCloseable {

    private static final int MAX_REPORTED_PROBLEMS = 10;

    /**
     * How a verdict becomes a reward, as in open-instruct. The record's components are the recipe's keys.
     *
     * @param verificationReward of a right response
     * @param nonStopPenalty     whether a response without an end token gets {@code penaltyRewardValue}, whatever it says
     */
    record Reward(double verificationReward, boolean nonStopPenalty, double penaltyRewardValue) {

        /**
         * The reward of a response: verification_reward * score, or penalty_reward_value.
         *
         * @param score of its verdict, from 0 to 1
         * @param ended whether it ended with an end token
         */
        double of(double score, boolean ended) {
            return nonStopPenalty && !ended ? penaltyRewardValue : verificationReward * score;
        }
    }

    private final Verifiers verifiers;
    private final Consumer<String> messages;
    private final Map<String, Verifier> opened = new ConcurrentHashMap<>();
    private final Set<String> reported = new HashSet<>();
    private final ExecutorService threads;

    /** @param messages takes the lines of {@link #report} */
    VerifierPool(Verifiers verifiers, Consumer<String> messages) {
        this.verifiers = verifiers;
        this.messages = messages;
        this.threads = Executors.newFixedThreadPool(
                Runtime.getRuntime().availableProcessors(), DaemonThreads.factory("verifier"));
    }

    /** The verdict on a response to {@code prompt}; cancelling the future ends the verification. */
    Future<Verdict> verdict(PromptExample prompt, String text) {
        Verifier verifier = opened.computeIfAbsent(prompt.verifier(), verifiers::open);
        return threads.submit(() -> verifier.verify(new Response(prompt.text(), text, prompt.groundTruth())));
    }

    /** Reports each problem of a verifier once; the metrics count how often it happened. */
    void report(List<Rollout> rollouts) {
        rollouts.forEach(rollout -> rollout.verdict()
                .problem()
                .filter(problem -> reported.size() < MAX_REPORTED_PROBLEMS && reported.add(problem))
                .ifPresent(problem ->
                        messages.accept("verifier " + rollout.prompt().verifier() + ", "
                                + rollout.prompt().origin() + ": " + problem + "; such responses count as wrong")));
    }

    @Override
    public void close() {
        threads.shutdownNow();
        opened.values().forEach(Verifier::close);
    }
}
