package dev.smoltulu.eval.answers;

import com.google.gson.JsonElement;
import dev.smoltulu.eval.EvalModel;
import dev.smoltulu.eval.EvalProgress;
import dev.smoltulu.eval.task.Answer;
import dev.smoltulu.eval.task.Instance;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The answers to all that a task asks.
 *
 * @param answers     one an instance, in the plan's order
 * @param truncated   instances of which a prompt was too long for the model and lost tokens at its beginning
 * @param firstPrompt token ids of the first instance's context, as the model read it
 */
public record TaskAnswers(List<Answer> answers, int truncated, int[] firstPrompt) {

    /**
     * Asks {@code model} what {@code log} does not have yet.
     *
     * @return nothing if stopped
     */
    public static Optional<TaskAnswers> collect(EvalModel model, PromptEncoder encoder, TaskPlan plan, AnswerLog log,
            EvalProgress progress, BooleanSupplier stop) {
        List<Instance> instances = plan.instances();
        Likelihoods likelihoods = new Likelihoods(model, encoder, plan.name(), instances,
                indices(instances, Request.Choices.class));
        Generations generations = new Generations(model, encoder, plan.name(), instances,
                indices(instances, Request.Generation.class));
        if (!likelihoods.collect(log, progress, stop) || !generations.collect(log, progress, stop)) {
            return Optional.empty();
        }
        List<Answer> answers = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            JsonElement logged = log.find(i).orElseThrow();
            answers.add(instances.get(i).request() instanceof Request.Choices ? Likelihoods.read(logged)
                    : Generations.read(logged));
        }
        return Optional.of(new TaskAnswers(answers, likelihoods.truncated() + generations.truncated(),
                encoder.encode(instances.get(0).request().context(), plan.name())));
    }

    private static List<Integer> indices(List<Instance> instances, Class<? extends Request> kind) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            if (kind.isInstance(instances.get(i).request())) {
                indices.add(i);
            }
        }
        return indices;
    }
}
