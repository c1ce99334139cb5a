package dev.smoltulu.trainer.rlvr;

import com.google.gson.JsonPrimitive;
import dev.smoltulu.data.PromptExample;
import dev.smoltulu.verifiers.Verdict;
import java.util.stream.IntStream;

/** Made-up responses. */
final class Responses {

    private Responses() {}

    static PromptExample prompt(int length) {
        return new PromptExample(
                IntStream.range(1, length + 1).toArray(),
                "prompt",
                new JsonPrimitive("7"),
                "exact_match",
                "made",
                "rows.jsonl row 1");
    }

    /** A response of {@code length} tokens to a prompt of three. */
    static Rollout of(int group, int length, double reward) {
        return of(prompt(3), group, length, reward);
    }

    static Rollout of(PromptExample prompt, int group, int length, double reward) {
        return new Rollout(
                prompt,
                group,
                group,
                IntStream.range(10, 10 + length).toArray(),
                new float[length],
                true,
                "text",
                Verdict.of(reward > 0),
                reward);
    }
}
