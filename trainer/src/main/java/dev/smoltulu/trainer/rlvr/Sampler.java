package dev.smoltulu.trainer.rlvr;

import dev.smoltulu.base.UserError;
import dev.smoltulu.data.PromptExample;
import dev.smoltulu.runtime.generation.Completion;
import dev.smoltulu.runtime.generation.FinishReason;
import dev.smoltulu.runtime.generation.GenerationEngine;
import dev.smoltulu.runtime.generation.GenerationRequest;
import dev.smoltulu.runtime.generation.Sampling;
import dev.smoltulu.runtime.generation.StopRule;
import dev.smoltulu.tokenizer.TextTokenizer;
import dev.smoltulu.trainer.recipe.RlvrConfig;
import dev.smoltulu.verifiers.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;

/** Samples responses with a generation engine, has them verified and gives them their rewards. */
final class Sampler {

    private static final long STOP_CHECK_MILLIS = 50;

    /**
     * A response to sample.
     *
     * @param example number of the prompt in its data set
     * @param group   number of the prompt among those of the step
     */
    record Request(PromptExample prompt, int example, int group, Sampling sampling) {}

    /**
     * How long responses may become.
     *
     * @param response maximum tokens of a response
     * @param sequence maximum tokens of prompt and response together
     */
    record Limits(int response, int sequence) {

        /** @param maxLength maximum tokens of a sequence in training */
        static Limits of(RlvrConfig.Rollouts config, int maxLength) {
            return new Limits((int) Math.min(config.responseLength(), maxLength), maxLength);
        }

        int of(PromptExample prompt) {
            return Math.min(response, sequence - prompt.inputIds().length);
        }
    }

    private final GenerationEngine engine;
    private final TextTokenizer tokenizer;
    private final Set<Integer> endTokens;
    private final Limits limits;
    private final VerifierPool verifiers;
    private final VerifierPool.Reward reward;

    Sampler(
            GenerationEngine engine,
            TextTokenizer tokenizer,
            Set<Integer> endTokens,
            Limits limits,
            VerifierPool verifiers,
            VerifierPool.Reward reward) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.endTokens = endTokens;
        this.limits = limits;
        this.verifiers = verifiers;
        this.reward = reward;
    }

    /**
     * Samples a response for each request.
     *
     * @param stop polled; true ends sampling and verification
     * @param done takes the number of responses that have ended so far
     * @return a rollout for each request, in their order; empty if stopped
     * @throws UserError when a verifier cannot be run
     */
    Optional<List<Rollout>> sample(List<Request> requests, BooleanSupplier stop, IntConsumer done) {
        List<GenerationRequest> prompts = requests.stream()
                .map(request -> new GenerationRequest(
                        request.prompt().inputIds(),
                        limits.of(request.prompt()),
                        request.sampling(),
                        endTokens,
                        StopRule.NEVER))
                .toList();
        Unverified[] responses = new Unverified[requests.size()];
        int[] ended = new int[1];
        engine.generate(
                prompts,
                (index, completion) -> {
                    String text = tokenizer.decode(completion.tokensWithoutStop(), true);
                    responses[index] = new Unverified(
                            completion,
                            text,
                            verifiers.verdict(requests.get(index).prompt(), text));
                    done.accept(++ended[0]);
                },
                stop);
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < responses.length; i++) {
            Optional<Verdict> verdict = responses[i] == null ? Optional.empty() : responses[i].await(stop);
            if (verdict.isEmpty()) {
                cancel(responses);
                return Optional.empty();
            }
            rollouts.add(responses[i].rollout(requests.get(i), verdict.get(), reward));
        }
        return Optional.of(rollouts);
    }

    private static void cancel(Unverified[] responses) {
        for (Unverified response : responses) {
            if (response != null) {
                response.verdict().cancel(true);
            }
        }
    }

    /** A response whose verdict may still be pending. */
    private record Unverified(Completion completion, String text, Future<Verdict> verdict) {

        Optional<Verdict> await(BooleanSupplier stop) {
            while (!stop.getAsBoolean()) {
                try {
                    return Optional.of(verdict.get(STOP_CHECK_MILLIS, TimeUnit.MILLISECONDS));
                } catch (TimeoutException pending) {
                    // polled again, unless stopped
                } catch (ExecutionException failed) {
                    throw UserError.failed("a verifier failed: " + failed.getCause(), failed);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        Rollout rollout(Request request, Verdict found, VerifierPool.Reward reward) {
            boolean ended = completion.reason() == FinishReason.STOP_TOKEN;
            return new Rollout(
                    request.prompt(),
                    request.example(),
                    request.group(),
                    completion.tokens(),
                    logProbs(request.sampling()),
                    ended,
                    text,
                    found,
                    reward.of(found.score(), ended));
        }

        /** Comparable with the training graph's, which has the sampling temperature and cuts no token off. */
        private float[] logProbs(Sampling sampling) {
            if (sampling.isGreedy() || sampling.temperature() == 1) {
                return completion.logProbs();
            }
            return sampling.topP() == 1 ? completion.samplingLogProbs() : new float[0];
        }
    }
}
