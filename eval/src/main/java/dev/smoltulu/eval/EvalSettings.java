package dev.smoltulu.eval;

import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.TaskSources;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is evaluated, and where the results go.
 *
 * @param tasks          at least one
 * @param prompts        how documents become prompts
 * @param sources        where their documents are
 * @param output         folder for the results; made if missing
 * @param programVersion of this program, for the results
 */
public record EvalSettings(
        ModelChoice model,
        List<EvalTask> tasks,
        Prompts prompts,
        TaskSources sources,
        Path output,
        String programVersion) {

    public EvalSettings {
        tasks = List.copyOf(tasks);
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("no task");
        }
    }

    /**
     * How documents become prompts.
     *
     * @param flavor             whose definition is followed
     * @param numFewshot         examples before each document; each task's own number if missing
     * @param limit              documents to ask, from the first on; all if missing
     * @param chatTemplate       name of the template that wraps a prompt; plain text if missing
     * @param systemPrompt       first message, or first text where there is no template
     * @param fewshotAsMultiturn each example is a turn of its own
     * @param maxNewTokens       most tokens of a generated answer; each task's own number if missing
     */
    public record Prompts(
            Flavor flavor,
            OptionalInt numFewshot,
            OptionalInt limit,
            Optional<String> chatTemplate,
            Optional<String> systemPrompt,
            boolean fewshotAsMultiturn,
            OptionalInt maxNewTokens) {

        /** As the harness asks when nothing is said. */
        public static final Prompts DEFAULT = new Prompts(
                Flavor.LM_EVAL,
                OptionalInt.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                OptionalInt.empty());

        /** With prompts as user turns of this template. */
        public Prompts inChatTemplate(String name) {
            return new Prompts(
                    flavor, numFewshot, limit, Optional.of(name), systemPrompt, fewshotAsMultiturn, maxNewTokens);
        }
    }
}
