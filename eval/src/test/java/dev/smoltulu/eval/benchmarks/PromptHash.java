package dev.smoltulu.eval.benchmarks;

import dev.smoltulu.base.files.Sha256;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.tokenizer.ChatTemplate;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Settings and sources of tests, and one number for all prompts of a plan. */
final class PromptHash {

    private PromptHash() {}

    /** Of each context, its continuations behind zeros, a one at the end: the first 16 digits of the SHA-256. */
    static String of(TaskPlan plan) {
        StringBuilder all = new StringBuilder();
        plan.instances().forEach(instance -> {
            all.append(instance.request().context());
            if (instance.request() instanceof Request.Choices choices) {
                choices.continuations().forEach(continuation -> all.append('\0').append(continuation));
            }
            all.append('\1');
        });
        return Sha256.of(all.toString()).substring(0, 16);
    }

    static TaskSources folder(Path folder) {
        return new TaskSources() {
            @Override
            public Optional<Path> folder() {
                return Optional.of(folder);
            }

            @Override
            public Optional<Path> cached(String hubId) {
                return Optional.empty();
            }
        };
    }

    /** Plain prompts for a model that reads any length. */
    static PromptContext plain(Flavor flavor) {
        return new PromptContext(
                new PromptSettings(
                        flavor,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false,
                        OptionalInt.empty()),
                Optional.empty(),
                limits(1 << 30));
    }

    static PromptContext shots(PromptContext context, int shots) {
        PromptSettings of = context.settings();
        return with(
                context,
                new PromptSettings(
                        of.flavor(),
                        OptionalInt.of(shots),
                        of.limit(),
                        of.chatTemplate(),
                        of.systemPrompt(),
                        of.fewshotAsMultiturn(),
                        of.maxNewTokens()));
    }

    static PromptContext limit(PromptContext context, int limit) {
        PromptSettings of = context.settings();
        return with(
                context,
                new PromptSettings(
                        of.flavor(),
                        of.numFewshot(),
                        OptionalInt.of(limit),
                        of.chatTemplate(),
                        of.systemPrompt(),
                        of.fewshotAsMultiturn(),
                        of.maxNewTokens()));
    }

    static PromptContext chat(PromptContext context, boolean multiturn) {
        PromptSettings of = context.settings();
        return new PromptContext(
                new PromptSettings(
                        of.flavor(),
                        of.numFewshot(),
                        of.limit(),
                        Optional.of("chatml"),
                        of.systemPrompt(),
                        multiturn,
                        of.maxNewTokens()),
                Optional.of(ChatTemplate.chatml()),
                context.model());
    }

    static PromptContext system(PromptContext context, String prompt) {
        PromptSettings of = context.settings();
        return with(
                context,
                new PromptSettings(
                        of.flavor(),
                        of.numFewshot(),
                        of.limit(),
                        of.chatTemplate(),
                        Optional.of(prompt),
                        of.fewshotAsMultiturn(),
                        of.maxNewTokens()));
    }

    static PromptContext reading(PromptContext context, int maxLength) {
        return new PromptContext(context.settings(), context.chatTemplate(), limits(maxLength));
    }

    private static PromptContext with(PromptContext context, PromptSettings settings) {
        return new PromptContext(settings, context.chatTemplate(), context.model());
    }

    /** Every character is a token. */
    private static PromptContext.ModelLimits limits(int maxLength) {
        return new PromptContext.ModelLimits() {
            @Override
            public int maxLength() {
                return maxLength;
            }

            @Override
            public int tokens(String text) {
                return text.length();
            }
        };
    }
}
