package dev.smoltulu.sweep.plan;

import com.google.gson.JsonElement;
import dev.smoltulu.base.UserError;
import dev.smoltulu.eval.benchmarks.TaskDefinition;
import dev.smoltulu.eval.task.Answer;
import dev.smoltulu.eval.task.Answer.LogLikelihood;
import dev.smoltulu.eval.task.Flavor;
import dev.smoltulu.eval.task.Instance;
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
        boolean chat = settings.containsKey("apply_chat_template")
                && settings.get("apply_chat_template").getAsBoolean();
        if (!chat && (settings.containsKey("chat_template") || settings.containsKey("fewshot_as_multiturn"))) {
            throw UserError.usage("chat_template and fewshot_as_multiturn of the evaluation say how the chat template "
                    + "is written; add \"apply_chat_template\": true");
        }
        try (TextTokenizer tokenizer = TextTokenizer.load(folder)) {
            Optional<ChatTemplate> template = chat
                    ? Optional.of(
                            ChatTemplate.named(text(settings, "chat_template").orElse("model"), tokenizer))
                    : Optional.empty();
            return task.plan(
                    new PromptSettings(
                            flavor(settings),
                            whole(settings, "num_fewshot"),
                            whole(settings, "limit"),
                            template,
                            text(settings, "system_instruction"),
                            settings.containsKey("fewshot_as_multiturn")
                                    && settings.get("fewshot_as_multiturn").getAsBoolean(),
                            whole(settings, "max_new_tokens"),
                            limits(tokenizer, maxLength)),
                    sources);
        }
    }

    static Flavor flavor(Map<String, JsonElement> settings) {
        return Flavor.parse(text(settings, "flavor").orElse(Flavor.LM_EVAL.key()));
    }

    /** The metrics that the task's results will have, by the worth of an answer that says nothing. */
    static List<Score> metrics(TaskPlan plan) {
        Instance first = plan.instances().get(0);
        Answer nothing = first.request() instanceof Request.Choices choices
                ? new Answer.LogLikelihoods(
                        Collections.nCopies(choices.continuations().size(), new LogLikelihood(-1, false)))
                : new Answer.Text("");
        return plan.grader().scores(List.of(plan.grader().grade(first, nothing)));
    }

    private static PromptSettings.ModelLimits limits(TextTokenizer tokenizer, int maxLength) {
        return new PromptSettings.ModelLimits() {
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
