package dev.smoltulu.eval.answers;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import dev.smoltulu.base.UserError;
import dev.smoltulu.base.json.Json;
import dev.smoltulu.eval.answers.RequestEncoder.Continuation;
import dev.smoltulu.eval.model.EvalModel;
import dev.smoltulu.eval.task.ModelAnswer;
import dev.smoltulu.eval.task.Request;
import dev.smoltulu.eval.task.TaskPlan;
import dev.smoltulu.runtime.scoring.ScoredGroup;
import dev.smoltulu.runtime.scoring.TokenScores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Scores the choices of a task's documents. Documents go through the model in groups that depend on the task and the
 * token budget alone: a resumed evaluation cuts the same groups, and so finds the same numbers.
 */
final class Likelihoods {

    /** A document's choices as tokens; {@code index} is the instance's. */
    private record Item(int index, ScoredGroup group, boolean truncated) {
        int tokens() {
            return group.length();
        }
    }

    private final EvalModel model;
    private final String task;
    private final List<Item> items = new ArrayList<>();

    /**
     * Makes tokens of all requests.
     *
     * @param indices of the instances with a {@link Request.Choices}
     */
    Likelihoods(
            EvalModel model,
            RequestEncoder encoder,
            String task,
            List<TaskPlan.Instance> instances,
            List<Integer> indices) {
        this.model = model;
        this.task = task;
        for (int index : indices) {
            TaskPlan.Instance instance = instances.get(index);
            Request.Choices request = (Request.Choices) instance.request();
            List<Continuation> continuations = new ArrayList<>();
            for (String choice : request.continuations()) {
                continuations.add(encoder.continuation(request.context(), choice, where(instance)));
            }
            items.add(new Item(
                    index,
                    new ScoredGroup(
                            continuations.stream().map(Continuation::sequence).toList()),
                    continuations.stream().anyMatch(continuation -> continuation.dropped() > 0)));
        }
    }

    private String where(TaskPlan.Instance instance) {
        return task + ", document " + instance.docId();
    }

    /** Documents of which a context lost tokens. */
    int truncated() {
        return (int) items.stream().filter(Item::truncated).count();
    }

    /**
     * Scores what {@code log} lacks of its shard.
     *
     * @return false if stopped
     */
    boolean collect(AnswerLog log, EvalProgress progress, BooleanSupplier stop) {
        List<List<Item>> passes = log.shard().of(model.scoring().passes(items, Item::group));
        long total =
                passes.stream().flatMap(List::stream).mapToLong(Item::tokens).sum();
        long done = 0;
        for (List<Item> pass : passes) {
            done += pass.stream().mapToLong(Item::tokens).sum();
            if (log.hasAll(pass.stream().map(Item::index).toList())) {
                continue;
            }
            if (stop.getAsBoolean()) {
                return false;
            }
            log.append(score(pass));
            progress.advanced(task, "tokens", done, total);
        }
        return true;
    }

    private Map<Integer, JsonElement> score(List<Item> pass) {
        List<List<TokenScores>> scores =
                model.scoring().score(pass.stream().map(Item::group).toList());
        Map<Integer, JsonElement> answers = new LinkedHashMap<>();
        for (int i = 0; i < pass.size(); i++) {
            JsonArray choices = new JsonArray();
            for (TokenScores score : scores.get(i)) {
                choices.add(choice(score, pass.get(i).index()));
            }
            answers.put(pass.get(i).index(), choices);
        }
        return answers;
    }

    private JsonArray choice(TokenScores score, int index) {
        double sum = score.sum();
        if (!Double.isFinite(sum)) {
            throw UserError.failed(task + ", document " + index + ": a choice's log-likelihood is " + sum
                    + "; look for weights of the model that are not finite");
        }
        JsonArray choice = new JsonArray();
        choice.add(Json.number(sum));
        choice.add(score.greedy());
        return choice;
    }

    /** An answer as the log has it. */
    static ModelAnswer.LogLikelihoods read(JsonElement logged) {
        List<ModelAnswer.LogLikelihood> choices = new ArrayList<>();
        for (JsonElement choice : logged.getAsJsonArray()) {
            JsonArray pair = choice.getAsJsonArray();
            choices.add(new ModelAnswer.LogLikelihood(
                    pair.get(0).getAsDouble(), pair.get(1).getAsBoolean()));
        }
        return new ModelAnswer.LogLikelihoods(choices);
    }
}
