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
import dev.smoltulu.trainer.recipe.Recipe;
import dev.smoltulu.trainer.recipe.RecipeKey;
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

/** Samples responses and has them verified. */
final class Sampler {

    private static final long STOP_CHECK_MILLIS = 50;

    /**
     * A response that is wanted.
     *
     * @param example number of the prompt in its data set
     * @param group   number of the prompt among those of the step
     */
    record Wanted(PromptExample prompt, int example, int group, Sampling sampling) {}

    /**
     * How long responses may become.
     *
     * @param sequence most tokens of prompt and response together
     */
    record Limits(int response, int sequence) {

        static Limits of(Recipe recipe, int maxLength) {
            return new Limits(Math.toIntExact(Math.min(recipe.whole(RecipeKey.RESPONSE_LENGTH), maxLength)), maxLength);
        }

        int of(PromptExample prompt) {
            return Math.min(response, sequence - prompt.inputIds().length);
        }
    }

    private final GenerationEngine engine;
    private final TextTokenizer tokenizer;
    private final Set<Integer> endTokens;
    private final Judge judge;
    private final RewardRules rewards;
    private final Limits limits;

    Sampler(
            GenerationEngine engine,
            TextTokenizer tokenizer,
            Set<Integer> endTokens,
            Judge judge,
            RewardRules rewards,
            Limits limits) {
        this.engine = engine;
        this.tokenizer = tokenizer;
        this.endTokens = endTokens;
        this.judge = judge;
        this.rewards = rewards;
        this.limits = limits;
    }

    Limits limits() {
        return limits;
    }

    /**
     * Samples what is wanted.
     *
     * @param stop asked now and then
     * @param done told how many responses have ended
     * @return a rollout for each, in their order; nothing if stopped
     */
    Optional<List<Rollout>> sample(List<Wanted> wanted, BooleanSupplier stop, IntConsumer done) {
        List<GenerationRequest> requests = wanted.stream()
                .map(response -> new GenerationRequest(
                        response.prompt().inputIds(),
                        limits.of(response.prompt()),
                        response.sampling(),
                        endTokens,
                        StopRule.NEVER))
                .toList();
        Draft[] drafts = new Draft[wanted.size()];
        int[] ended = new int[1];
        engine.generate(
                requests,
                (index, completion) -> {
                    String text = tokenizer.decode(completion.tokensWithoutStop(), true);
                    drafts[index] = new Draft(
                            completion, text, judge.verdict(wanted.get(index).prompt(), text));
                    done.accept(++ended[0]);
                },
                stop);
        List<Rollout> rollouts = new ArrayList<>();
        for (int i = 0; i < drafts.length; i++) {
            Optional<Verdict> verdict = drafts[i] == null ? Optional.empty() : drafts[i].await(stop);
            if (verdict.isEmpty()) {
                cancel(drafts);
                return Optional.empty();
            }
            rollouts.add(drafts[i].rollout(wanted.get(i), verdict.get(), rewards));
        }
        return Optional.of(rollouts);
    }

    private static void cancel(Draft[] drafts) {
        for (Draft draft : drafts) {
            if (draft != null) {
                draft.verdict().cancel(true);
            }
        }
    }

    /** A response whose verdict may still be worked on. */
    private record Draft(Completion completion, String text, Future<Verdict> verdict) {

        Optional<Verdict> await(BooleanSupplier stop) {
            while (!stop.getAsBoolean()) {
                try {
                    return Optional.of(verdict.get(STOP_CHECK_MILLIS, TimeUnit.MILLISECONDS));
                } catch (TimeoutException notYet) {
                    // asked again, unless stopped
                } catch (ExecutionException failed) {
                    throw UserError.failed("a verifier failed: " + failed.getCause(), failed);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }
            return Optional.empty();
        }

        Rollout rollout(Wanted wanted, Verdict found, RewardRules rewards) {
            boolean ended = completion.reason() == FinishReason.STOP_TOKEN;
            return new Rollout(
                    wanted.prompt(),
                    wanted.example(),
                    wanted.group(),
                    completion.tokens(),
                    logProbs(wanted.sampling()),
                    ended,
                    text,
                    found,
                    rewards.reward(found.score(), ended));
        }

        /** Comparable with the trained policy's, whose temperature is that of sampling and which cuts nothing off. */
        private float[] logProbs(Sampling sampling) {
            if (sampling.isGreedy() || sampling.temperature() == 1) {
                return completion.logProbs();
            }
            return sampling.topP() == 1 ? completion.samplingLogProbs() : new float[0];
        }
    }
}
