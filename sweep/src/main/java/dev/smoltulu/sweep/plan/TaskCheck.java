package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.benchmarks.TaskDefinition;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.ModelAnswer.LogLikelihood;
import dev.smoltulu.eval.task.PromptContext;
import dev.smoltulu.eval.task.PromptSettings;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.Score;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.eval.task.TaskSources;
import dev.smoltulu.graphs.config.LlamaConfig;
import dev.smoltulu.tokenizer.ChatTemplate;
import dev.smoltulu.tokenizer.TextTokenizer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a task can be asked of a model, found out without the model's weights. */
final class TaskCheck {

    private TaskCheck() {}

    /**
     * The task as {@code smoltulu eval} would ask it.
     *
     * @param settings by the evaluation's keys
     * @param folder   of the model whose tokenizer and template are used
     * @throws UserError for data that are missing, and settings that the task or the model cannot follow
     */
    static TaskPlan plan(TaskDefinition task, Map<String, JsonElement> settings, TaskSources sources, Path folder) {
        LlamaConfig config = LlamaConfig.read(folder);
        int maxLength = whole(settings, "max_length").orElse(config.maxPositions());
        if (maxLength > config.maxPositions()) {
            throw UserError.usage("max_length " + maxLength + " of the evaluation is more than the "
                    + config.maxPositions() + " positions of " + folder);
        }
        if (!isOn(settings, "apply_chat_template")
                && (settings.containsKey("chat_template") || settings.containsKey("fewshot_as_multiturn"))) {
            throw UserError.usage("chat_template and fewshot_as_multiturn of the evaluation say how the chat template "
                    + "is written; add \"apply_chat_template\": true");
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            Optional<ChatTemplate> template =
                    prompts(settings).chatTemplate().map(name -> ChatTemplate.named(name, tokenizer));
            return task.plan(new PromptContext(prompts(settings), template, limits(tokenizer, maxLength)), sources);
        }
    }

    private static PromptSettings prompts(Map<String, JsonElement> settings) {
        Optional<String> template = isOn(settings, "apply_chat_template")
                ? Optional.of(text(settings, "chat_template").orElse("model"))
                : Optional.empty();
        return new PromptSettings(
                flavor(settings),
                whole(settings, "num_fewshot"),
                whole(settings, "limit"),
                template,
                text(settings, "system_instruction"),
                isOn(settings, "fewshot_as_multiturn"),
                whole(settings, "max_new_tokens"));
    }

    private static boolean isOn(Map<String, JsonElement> settings, String key) {
        return settings.containsKey(key) && settings.get(key).getAsBoolean();
    }

    private static Flavor flavor(Map<String, JsonElement> settings) {
        return Flavor.parse(text(settings, "flavor").orElse(Flavor.LM_EVAL.key()));
    }

    /** The metrics that the task's results will have, by the worth of an answer that says nothing. */
    static List<Score> metrics(TaskPlan plan) {
        TaskPlan.Instance first = plan.instances().get(0);
        ModelAnswer nothing = first.request() instanceof Request.Choices choices
                ? new ModelAnswer.LogLikelihoods(
                        Collections.nCopies(choices.continuations().size(), new LogLikelihood(-1, false)))
                : new ModelAnswer.Text("");
        return plan.grader().scores(List.of(plan.grader().grade(first, nothing)));
    }

    private static PromptContext.ModelLimits limits(TextTokenizer tokenizer, int maxLength) {
        return new PromptContext.ModelLimits() {
            @Override
            public int maxLength() {
                return maxLength;
            }

            @Override
            public int tokens(String text) {
                return tokenizer.encode(text, false).length;
            }
        };
    }

    private static OptionalInt whole(Map<String, JsonElement> settings, String key) {
        return settings.containsKey(key) ? OptionalInt.of(settings.get(key).getAsInt()) : OptionalInt.empty();
    }

    private static Optional<String> text(Map<String, JsonElement> settings, String key) {
        return Optional.ofNullable(settings.get(key)).map(JsonElement::getAsString);
    }
}
