package dev.smoltulu.eval.answers;

import com.google.gson.JsonElement;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All that a task asks, as tokens. */
public final class TaskQuestions {

    private final TaskPlan plan;
    private final RequestEncoder encoder;
    private final Likelihoods likelihoods;
    private final Generations generations;

    public TaskQuestions(EvalModel model, RequestEncoder encoder, TaskPlan plan) {
        this.plan = plan;
        this.encoder = encoder;
        List<TaskPlan.Instance> instances = plan.instances();
        this.likelihoods =
                new Likelihoods(model, encoder, plan.name(), instances, indices(instances, Request.Choices.class));
        this.generations =
                new Generations(model, encoder, plan.name(), instances, indices(instances, Request.Generation.class));
    }

    private static List<Integer> indices(List<TaskPlan.Instance> instances, Class<? extends Request> kind) {
        List<Integer> indices = new ArrayList<>();
        for (int i = 0; i < instances.size(); i++) {
            if (kind.isInstance(instances.get(i).request())) {
                indices.add(i);
            }
        }
        return indices;
    }

    /**
     * Asks what {@code log} does not have yet of its shard.
     *
     * @return false if stopped
     */
    public boolean ask(AnswerLog log, EvalProgress progress, BooleanSupplier stop) {
        return likelihoods.collect(log, progress, stop) && generations.collect(log, progress, stop);
    }

    /** The answers; {@code log} has all of them. */
    public Answers answers(AnswerLog log) {
        List<ModelAnswer> answers = new ArrayList<>();
        for (int i = 0; i < plan.instances().size(); i++) {
            JsonElement logged = log.find(i).orElseThrow();
            answers.add(
                    plan.instances().get(i).request() instanceof Request.Choices
                            ? Likelihoods.read(logged)
                            : Generations.read(logged));
        }
        return new Answers(
                answers,
                likelihoods.truncated() + generations.truncated(),
                encoder.encode(plan.instances().get(0).request().context(), plan.name()));
    }

    /**
     * The answers to all that a task asks.
     *
     * @param answers     one an instance, in the plan's order
     * @param truncated   instances of which a prompt was too long for the model and lost tokens at its beginning
     * @param firstPrompt token ids of the first instance's context, as the model read it
     */
    public record Answers(List<ModelAnswer> answers, int truncated, int[] firstPrompt) {}
}
